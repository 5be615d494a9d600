# labels: name::axk1 author::skt task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""A.X K1: a mixture-of-experts decoder of 61 layers with latent attention. It runs 8 layers of its 61 unless --num_layers says otherwise.

Source: https://huggingface.co/skt/A.X-K1
"""

import torch
from transformers import AXK1Config, AXK1ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = AXK1Config(
    vocab_size=163840,
    hidden_size=7168,
    intermediate_size=18432,
    num_attention_heads=64,
    num_key_value_heads=64,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = AXK1ForCausalLM.from_pretrained("skt/A.X-K1")
else:
    model = AXK1ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
