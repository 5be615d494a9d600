# labels: name::glm4_5_air author::zai_org task::Text_Generation license::mit test_group::transformers size::large
"""GLM-4.5 Air: a decoder of 46 layers, eight of 128 experts a token. It runs 8 layers of its 46 unless --num_layers says otherwise.

Source: https://huggingface.co/zai-org/GLM-4.5-Air
"""

import torch
from transformers import Glm4MoeConfig, Glm4MoeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Glm4MoeConfig(
    vocab_size=151552,
    hidden_size=4096,
    intermediate_size=10944,
    num_attention_heads=96,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    n_routed_experts=128,
    num_experts_per_tok=8,
    moe_intermediate_size=1408,
    partial_rotary_factor=0.5,
    attention_bias=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Glm4MoeForCausalLM.from_pretrained("zai-org/GLM-4.5-Air")
else:
    model = Glm4MoeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
