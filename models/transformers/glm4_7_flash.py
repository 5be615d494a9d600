# labels: name::glm4_7_flash author::zai_org task::Text_Generation license::mit test_group::transformers size::large
"""GLM-4.7 Flash: a decoder of 47 layers with latent attention, four of 64 experts a token. It runs 8 layers of its 47 unless --num_layers says otherwise.

Source: https://huggingface.co/zai-org/GLM-4.7-Flash
"""

import torch
from transformers import Glm4MoeLiteConfig, Glm4MoeLiteForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Glm4MoeLiteConfig(
    vocab_size=154880,
    hidden_size=2048,
    intermediate_size=10240,
    num_attention_heads=20,
    num_key_value_heads=20,
    hidden_act="silu",
    max_position_embeddings=202752,
    tie_word_embeddings=False,
    n_routed_experts=64,
    num_experts_per_tok=4,
    moe_intermediate_size=1536,
    q_lora_rank=768,
    kv_lora_rank=512,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Glm4MoeLiteForCausalLM.from_pretrained("zai-org/GLM-4.7-Flash")
else:
    model = Glm4MoeLiteForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
