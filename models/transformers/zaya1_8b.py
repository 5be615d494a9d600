# labels: name::zaya1_8b author::zyphra task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""ZAYA1 8B: a mixture-of-experts decoder of 40 layers with compressed attention. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/Zyphra/ZAYA1-8B
"""

import torch
from transformers import ZayaConfig, ZayaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = ZayaConfig(
    vocab_size=262272,
    hidden_size=2048,
    num_attention_heads=8,
    num_key_value_heads=2,
    head_dim=128,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=True,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = ZayaForCausalLM.from_pretrained("Zyphra/ZAYA1-8B")
else:
    model = ZayaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
