# labels: name::phi_3_mini_4k_instruct author::microsoft task::Text_Generation license::mit test_group::popular_on_huggingface size::large
"""Phi-3-mini-4k-instruct: Phi 3 mini, 32 layers; it runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/microsoft/Phi-3-mini-4k-instruct
"""

import torch
from transformers import Phi3Config, Phi3ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Phi3Config(
    vocab_size=32064,
    hidden_size=3072,
    intermediate_size=8192,
    num_attention_heads=32,
    num_key_value_heads=32,
    max_position_embeddings=4096,
    rope_theta=10000.0,
    rms_norm_eps=1e-05,
    tie_word_embeddings=False,
    sliding_window=2047,
    pad_token_id=32000,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Phi3ForCausalLM.from_pretrained("microsoft/Phi-3-mini-4k-instruct")
else:
    model = Phi3ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
