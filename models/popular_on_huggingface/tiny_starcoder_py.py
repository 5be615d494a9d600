# labels: name::tiny_starcoder_py author::bigcode task::Text_Generation license::bigcode-openrail-m test_group::popular_on_huggingface
"""tiny_starcoder_py: a small StarCoder for Python.

Source: https://huggingface.co/bigcode/tiny_starcoder_py
"""

import torch
from transformers import GPTBigCodeConfig, GPTBigCodeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTBigCodeConfig(
    vocab_size=49152,
    n_positions=8192,
    n_embd=768,
    n_layer=20,
    n_head=12,
    n_inner=3072,
    multi_query=True,
)
if pretrained:
    model = GPTBigCodeForCausalLM.from_pretrained("bigcode/tiny_starcoder_py")
else:
    model = GPTBigCodeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
