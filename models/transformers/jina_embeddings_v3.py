# labels: name::jina_embeddings_v3 author::jinaai task::Feature_Extraction license::cc-by-nc-4.0 test_group::transformers
"""Jina embeddings 3: an XLM-RoBERTa of 24 layers with rotary positions.

Source: https://huggingface.co/jinaai/jina-embeddings-v3-hf
"""

import torch
from transformers import JinaEmbeddingsV3Config, JinaEmbeddingsV3Model

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = JinaEmbeddingsV3Config(
    vocab_size=250002,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=8194,
    type_vocab_size=1,
    tie_word_embeddings=True,
)
if pretrained:
    model = JinaEmbeddingsV3Model.from_pretrained("jinaai/jina-embeddings-v3-hf")
else:
    model = JinaEmbeddingsV3Model(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
