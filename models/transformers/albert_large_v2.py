# labels: name::albert_large_v2 author::google task::Fill_Mask license::apache-2.0 test_group::transformers
"""ALBERT large v2: 24 layers that share their weights.

Source: https://huggingface.co/albert/albert-large-v2
"""

import torch
from transformers import AlbertConfig, AlbertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = AlbertConfig(
    vocab_size=30000,
    embedding_size=128,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu_new",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
)
if pretrained:
    model = AlbertModel.from_pretrained("albert/albert-large-v2")
else:
    model = AlbertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
