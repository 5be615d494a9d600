# labels: name::deepseek_v2_lite author::deepseek task::Text_Generation license::other test_group::transformers size::large
"""DeepSeek-V2 Lite: a decoder of 27 layers with latent attention, six of 64 experts a token. It runs 8 layers of its 27 unless --num_layers says otherwise.

Source: https://huggingface.co/deepseek-ai/DeepSeek-V2-Lite
"""

import torch
from transformers import DeepseekV2Config, DeepseekV2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = DeepseekV2Config(
    vocab_size=102400,
    hidden_size=2048,
    intermediate_size=10944,
    num_attention_heads=16,
    num_key_value_heads=16,
    hidden_act="silu",
    max_position_embeddings=163840,
    tie_word_embeddings=False,
    first_k_dense_replace=1,
    n_routed_experts=64,
    n_shared_experts=2,
    num_experts_per_tok=6,
    moe_intermediate_size=1408,
    kv_lora_rank=512,
    qk_rope_head_dim=64,
    qk_nope_head_dim=128,
    v_head_dim=128,
    q_lora_rank=None,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = DeepseekV2ForCausalLM.from_pretrained("deepseek-ai/DeepSeek-V2-Lite")
else:
    model = DeepseekV2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
