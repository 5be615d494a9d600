# labels: name::olmo_1b author::allenai task::Text_Generation license::apache-2.0 test_group::transformers
"""OLMo 1B: a decoder of 16 layers, its layer norms without weights.

Source: https://huggingface.co/allenai/OLMo-1B-hf
"""

import torch
from transformers import OlmoConfig, OlmoForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = OlmoConfig(
    vocab_size=50304,
    hidden_size=2048,
    intermediate_size=8192,
    num_hidden_layers=16,
    num_attention_heads=16,
    num_key_value_heads=16,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
)
if pretrained:
    model = OlmoForCausalLM.from_pretrained("allenai/OLMo-1B-hf")
else:
    model = OlmoForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
