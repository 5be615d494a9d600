# labels: name::kimi_linear_48b_a3b author::moonshotai task::Text_Generation license::mit test_group::transformers size::large
"""Kimi Linear 48B-A3B: a mixture-of-experts decoder of 27 layers, linear and latent attention in turn. It runs 8 layers of its 27 unless --num_layers says otherwise.

Source: https://huggingface.co/moonshotai/Kimi-Linear-48B-A3B-Instruct
"""

import torch
from transformers import KimiLinearConfig, KimiLinearForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = KimiLinearConfig(
    vocab_size=163840,
    hidden_size=2304,
    intermediate_size=9216,
    num_attention_heads=32,
    num_key_value_heads=32,
    hidden_act="silu",
    max_position_embeddings=1048576,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = KimiLinearForCausalLM.from_pretrained("moonshotai/Kimi-Linear-48B-A3B-Instruct")
else:
    model = KimiLinearForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
