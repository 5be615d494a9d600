# labels: name::stablelm_3b author::stabilityai task::Text_Generation license::cc-by-sa-4.0 test_group::transformers size::large
"""StableLM 3B: a decoder of 32 layers. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/stabilityai/stablelm-3b-4e1t
"""

import torch
from transformers import StableLmConfig, StableLmForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = StableLmConfig(
    vocab_size=50304,
    hidden_size=2560,
    intermediate_size=6912,
    num_attention_heads=32,
    num_key_value_heads=32,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=False,
    partial_rotary_factor=0.25,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = StableLmForCausalLM.from_pretrained("stabilityai/stablelm-3b-4e1t")
else:
    model = StableLmForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
