# labels: name::deepseek_v3 author::deepseek task::Text_Generation license::mit test_group::transformers size::large
"""DeepSeek-V3 671B: a decoder of 61 layers with latent attention, eight of 256 experts a token. It runs 8 layers of its 61 unless --num_layers says otherwise.

Source: https://huggingface.co/deepseek-ai/DeepSeek-V3
"""

import torch
from transformers import DeepseekV3Config, DeepseekV3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = DeepseekV3Config(
    vocab_size=129280,
    hidden_size=7168,
    intermediate_size=18432,
    num_attention_heads=128,
    num_key_value_heads=128,
    hidden_act="silu",
    max_position_embeddings=163840,
    tie_word_embeddings=False,
    q_lora_rank=1536,
    first_k_dense_replace=3,
    n_routed_experts=256,
    n_shared_experts=1,
    num_experts_per_tok=8,
    n_group=8,
    topk_group=4,
    moe_intermediate_size=2048,
    routed_scaling_factor=2.5,
    kv_lora_rank=512,
    qk_rope_head_dim=64,
    qk_nope_head_dim=128,
    v_head_dim=128,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = DeepseekV3ForCausalLM.from_pretrained("deepseek-ai/DeepSeek-V3")
else:
    model = DeepseekV3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
