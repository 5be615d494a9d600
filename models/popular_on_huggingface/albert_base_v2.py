# labels: name::albert_base_v2 author::albert task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface downloads_2023::2161430
"""albert-base-v2: ALBERT base: 12 layers that share their weights.

Source: https://huggingface.co/albert/albert-base-v2
"""

import torch
from transformers import AlbertConfig, AlbertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = AlbertConfig(
    vocab_size=30000,
    embedding_size=128,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    hidden_act="gelu_new",
    max_position_embeddings=512,
)
if pretrained:
    model = AlbertForMaskedLM.from_pretrained("albert/albert-base-v2")
else:
    model = AlbertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
