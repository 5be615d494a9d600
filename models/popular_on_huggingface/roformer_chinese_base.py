# labels: name::roformer_chinese_base author::junnyu task::Fill_Mask license::unspecified test_group::popular_on_huggingface downloads_2023::3143
"""roformer_chinese_base: RoFormer base for Chinese: rotary positions.

Source: https://huggingface.co/junnyu/roformer_chinese_base
"""

import torch
from transformers import RoFormerConfig, RoFormerForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = RoFormerConfig(
    vocab_size=50000,
    embedding_size=768,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=1536,
    type_vocab_size=2,
    rotary_value=False,
)
if pretrained:
    model = RoFormerForMaskedLM.from_pretrained("junnyu/roformer_chinese_base")
else:
    model = RoFormerForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
