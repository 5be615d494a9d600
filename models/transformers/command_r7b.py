# labels: name::command_r7b author::cohere task::Text_Generation license::cc-by-nc-4.0 test_group::transformers size::large
"""Command R7B: a decoder of 32 layers, three local ones to a global one. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/CohereLabs/c4ai-command-r7b-12-2024
"""

import torch
from transformers import Cohere2Config, Cohere2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Cohere2Config(
    vocab_size=256000,
    hidden_size=4096,
    intermediate_size=14336,
    num_attention_heads=32,
    num_key_value_heads=8,
    hidden_act="silu",
    max_position_embeddings=132096,
    tie_word_embeddings=True,
    sliding_window=4096,
    rope_parameters={"rope_type": "default", "rope_theta": 50000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Cohere2ForCausalLM.from_pretrained("CohereLabs/c4ai-command-r7b-12-2024")
else:
    model = Cohere2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
