# labels: name::albert_chinese_small author::voidful task::Fill_Mask license::unspecified test_group::popular_on_huggingface downloads_2023::1489
"""albert_chinese_small: a small ALBERT for Chinese.

Source: https://huggingface.co/voidful/albert_chinese_small
"""

import torch
from transformers import AlbertConfig, AlbertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = AlbertConfig(
    vocab_size=21128,
    embedding_size=128,
    hidden_size=384,
    num_hidden_layers=6,
    num_attention_heads=12,
    intermediate_size=1536,
    hidden_act="gelu",
    max_position_embeddings=512,
)
if pretrained:
    model = AlbertForMaskedLM.from_pretrained("voidful/albert_chinese_small")
else:
    model = AlbertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
