# labels: name::glm4_9b_0414 author::zai_org task::Text_Generation license::mit test_group::transformers size::large
"""GLM-4 9B of April 2025: a decoder of 40 layers with norms before and after. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/zai-org/GLM-4-9B-0414
"""

import torch
from transformers import Glm4Config, Glm4ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Glm4Config(
    vocab_size=151552,
    hidden_size=4096,
    intermediate_size=13696,
    num_attention_heads=32,
    num_key_value_heads=2,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    partial_rotary_factor=0.5,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Glm4ForCausalLM.from_pretrained("zai-org/GLM-4-9B-0414")
else:
    model = Glm4ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
