# labels: name::cwm_32b author::facebook task::Text_Generation license::other test_group::transformers size::large
"""CWM 32B: the code world model, a decoder of 64 layers. It runs 8 layers of its 64 unless --num_layers says otherwise.

Source: https://huggingface.co/facebook/cwm
"""

import torch
from transformers import CwmConfig, CwmForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = CwmConfig(
    vocab_size=128256,
    hidden_size=6144,
    intermediate_size=21504,
    num_attention_heads=48,
    num_key_value_heads=8,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = CwmForCausalLM.from_pretrained("facebook/cwm")
else:
    model = CwmForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
