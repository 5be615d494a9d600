# labels: name::phi_1_5 author::microsoft task::Text_Generation license::mit test_group::popular_on_huggingface size::large
"""phi-1_5: Phi 1.5, 24 layers.

Source: https://huggingface.co/microsoft/phi-1_5
"""

import torch
from transformers import PhiConfig, PhiForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = PhiConfig(
    vocab_size=51200,
    hidden_size=2048,
    intermediate_size=8192,
    num_hidden_layers=24,
    num_attention_heads=32,
    max_position_embeddings=2048,
    partial_rotary_factor=0.5,
)
if pretrained:
    model = PhiForCausalLM.from_pretrained("microsoft/phi-1_5")
else:
    model = PhiForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
