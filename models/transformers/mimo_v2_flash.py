# labels: name::mimo_v2_flash author::xiaomimimo task::Text_Generation license::mit test_group::transformers size::large
"""MiMo V2 Flash: a mixture-of-experts decoder of 48 layers. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/XiaomiMiMo/MiMo-V2-Flash
"""

import torch
from transformers import MiMoV2FlashConfig, MiMoV2FlashForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MiMoV2FlashConfig(
    vocab_size=152576,
    hidden_size=4096,
    intermediate_size=16384,
    num_attention_heads=64,
    num_key_value_heads=4,
    head_dim=192,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MiMoV2FlashForCausalLM.from_pretrained("XiaomiMiMo/MiMo-V2-Flash")
else:
    model = MiMoV2FlashForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
