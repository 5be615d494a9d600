# labels: name::bert_generation author::google task::Text_Generation license::apache-2.0 test_group::transformers
"""BERT large as a decoder for sequence generation.

Source: https://huggingface.co/google/bert_for_seq_generation_L-24_bbc_encoder
"""

import torch
from transformers import BertGenerationConfig, BertGenerationDecoder

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertGenerationConfig(
    vocab_size=50358,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=512,
    tie_word_embeddings=True,
    is_decoder=True,
)
if pretrained:
    model = BertGenerationDecoder.from_pretrained("google/bert_for_seq_generation_L-24_bbc_encoder")
else:
    model = BertGenerationDecoder(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
