# labels: name::olmo_7b author::allenai task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""OLMo 7B: a decoder of 32 layers, its layer norms without weights. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/allenai/OLMo-7B-hf
"""

import torch
from transformers import OlmoConfig, OlmoForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = OlmoConfig(
    vocab_size=50304,
    hidden_size=4096,
    intermediate_size=11008,
    num_attention_heads=32,
    num_key_value_heads=32,
    hidden_act="silu",
    max_position_embeddings=2048,
    tie_word_embeddings=False,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = OlmoForCausalLM.from_pretrained("allenai/OLMo-7B-hf")
else:
    model = OlmoForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
