# labels: name::bloom author::bigscience task::Text_Generation license::bigscience-bloom-rail-1.0 test_group::transformers
"""BLOOM 560M: a multilingual decoder of 24 layers, with ALiBi positions.

Source: https://huggingface.co/bigscience/bloom-560m
"""

import torch
from transformers import BloomConfig, BloomForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BloomConfig(
    vocab_size=250880,
    hidden_size=1024,
    n_layer=24,
    n_head=16,
    tie_word_embeddings=True,
)
if pretrained:
    model = BloomForCausalLM.from_pretrained("bigscience/bloom-560m")
else:
    model = BloomForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
