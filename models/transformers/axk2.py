# labels: name::axk2 author::skt task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""A.X K2: a mixture-of-experts decoder of 48 layers with sparse latent attention. It runs 8 layers of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/skt/A.X-K2
"""

import torch
from transformers import AXK2Config, AXK2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = AXK2Config(
    vocab_size=163840,
    hidden_size=2048,
    intermediate_size=5120,
    num_attention_heads=32,
    num_key_value_heads=32,
    head_dim=64,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = AXK2ForCausalLM.from_pretrained("skt/A.X-K2")
else:
    model = AXK2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
