# labels: name::helium_1 author::kyutai task::Text_Generation license::cc-by-4.0 test_group::transformers size::large
"""Helium 1 preview: a decoder of 24 layers. It runs 8 layers of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/kyutai/helium-1-preview-2b
"""

import torch
from transformers import HeliumConfig, HeliumForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = HeliumConfig(
    vocab_size=48000,
    hidden_size=2560,
    intermediate_size=7040,
    num_attention_heads=20,
    num_key_value_heads=20,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = HeliumForCausalLM.from_pretrained("kyutai/helium-1-preview-2b")
else:
    model = HeliumForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
