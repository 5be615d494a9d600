# labels: name::longcat_flash author::meituan-longcat task::Text_Generation license::mit test_group::transformers size::large
"""LongCat Flash: a mixture-of-experts decoder of 28 double layers. It runs 8 layers of its 28 unless --num_layers says otherwise.

Source: https://huggingface.co/meituan-longcat/LongCat-Flash-Chat
"""

import torch
from transformers import LongcatFlashConfig, LongcatFlashForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LongcatFlashConfig(
    vocab_size=131072,
    hidden_size=6144,
    num_attention_heads=64,
    head_dim=64,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_layers=num_layers,
)
if pretrained:
    model = LongcatFlashForCausalLM.from_pretrained("meituan-longcat/LongCat-Flash-Chat")
else:
    model = LongcatFlashForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
