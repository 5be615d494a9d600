# labels: name::flex_olmo_7x7b author::allenai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""FlexOlmo 7x7B: a decoder of 32 layers, five of seven experts a token. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/allenai/FlexOlmo-7x7B-1T
"""

import torch
from transformers import FlexOlmoConfig, FlexOlmoForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = FlexOlmoConfig(
    vocab_size=100352,
    hidden_size=4096,
    intermediate_size=11008,
    num_attention_heads=32,
    hidden_act="silu",
    max_position_embeddings=4096,
    tie_word_embeddings=False,
    num_experts=7,
    num_experts_per_tok=5,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = FlexOlmoForCausalLM.from_pretrained("allenai/FlexOlmo-7x7B-1T")
else:
    model = FlexOlmoForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
