# labels: name::starcoderbase_1b author::bigcode task::Text_Generation license::bigcode-openrail-m test_group::popular_on_huggingface size::large
"""starcoderbase-1b: StarCoder with a billion parameters.

Source: https://huggingface.co/bigcode/starcoderbase-1b
"""

import torch
from transformers import GPTBigCodeConfig, GPTBigCodeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTBigCodeConfig(
    vocab_size=49152,
    n_positions=8192,
    n_embd=2048,
    n_layer=24,
    n_head=16,
    n_inner=8192,
    multi_query=True,
)
if pretrained:
    model = GPTBigCodeForCausalLM.from_pretrained("bigcode/starcoderbase-1b")
else:
    model = GPTBigCodeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
