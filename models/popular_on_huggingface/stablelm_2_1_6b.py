# labels: name::stablelm_2_1_6b author::stabilityai task::Text_Generation license::other test_group::popular_on_huggingface size::large
"""stablelm-2-1_6b: StableLM 2, 24 layers.

Source: https://huggingface.co/stabilityai/stablelm-2-1_6b
"""

import torch
from transformers import StableLmConfig, StableLmForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = StableLmConfig(
    vocab_size=100352,
    hidden_size=2048,
    intermediate_size=5632,
    num_hidden_layers=24,
    num_attention_heads=32,
    num_key_value_heads=32,
    max_position_embeddings=4096,
    partial_rotary_factor=0.25,
    use_qkv_bias=True,
    layer_norm_eps=1e-05,
)
if pretrained:
    model = StableLmForCausalLM.from_pretrained("stabilityai/stablelm-2-1_6b")
else:
    model = StableLmForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
