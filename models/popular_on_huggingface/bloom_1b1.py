# labels: name::bloom_1b1 author::bigscience task::Text_Generation license::bigscience-bloom-rail-1.0 test_group::popular_on_huggingface size::large
"""bloom-1b1: BLOOM: 24 layers, 46 languages, positions by attention's slope.

Source: https://huggingface.co/bigscience/bloom-1b1
"""

import torch
from transformers import BloomConfig, BloomForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BloomConfig(
    vocab_size=250880,
    hidden_size=1536,
    n_layer=24,
    n_head=16,
)
if pretrained:
    model = BloomForCausalLM.from_pretrained("bigscience/bloom-1b1")
else:
    model = BloomForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
