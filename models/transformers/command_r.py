# labels: name::command_r author::cohere task::Text_Generation license::cc-by-nc-4.0 test_group::transformers size::large
"""Command R 35B: a decoder of 40 layers whose attention and feed-forward run in parallel. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/CohereLabs/c4ai-command-r-v01
"""

import torch
from transformers import CohereConfig, CohereForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = CohereConfig(
    vocab_size=256000,
    hidden_size=8192,
    intermediate_size=22528,
    num_attention_heads=64,
    num_key_value_heads=64,
    hidden_act="silu",
    max_position_embeddings=131072,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 8000000.0},
    num_hidden_layers=num_layers,
)
if pretrained:
    model = CohereForCausalLM.from_pretrained("CohereLabs/c4ai-command-r-v01")
else:
    model = CohereForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
