# labels: name::bloom_7b1 author::bigscience task::Text_Generation license::bigscience-bloom-rail-1.0 test_group::transformers size::large
"""BLOOM 7B1: a multilingual decoder of 30 layers, with ALiBi positions. It runs 8 layers of its 30 unless --num_layers says otherwise.

Source: https://huggingface.co/bigscience/bloom-7b1
"""

import torch
from transformers import BloomConfig, BloomForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = BloomConfig(
    vocab_size=250880,
    hidden_size=4096,
    n_head=32,
    tie_word_embeddings=True,
    n_layer=num_layers,
)
if pretrained:
    model = BloomForCausalLM.from_pretrained("bigscience/bloom-7b1")
else:
    model = BloomForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
