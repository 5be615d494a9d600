# labels: name::starcoder author::bigcode task::Text_Generation license::bigcode-openrail-m test_group::transformers size::large
"""StarCoder 15B: a decoder of 40 layers with multi-query attention, for code. It runs 8 layers of its 40 unless --num_layers says otherwise.

Source: https://huggingface.co/bigcode/starcoder
"""

import torch
from transformers import GPTBigCodeConfig, GPTBigCodeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GPTBigCodeConfig(
    vocab_size=49152,
    n_embd=6144,
    n_head=48,
    activation_function="gelu_pytorch_tanh",
    n_positions=8192,
    tie_word_embeddings=True,
    multi_query=True,
    n_layer=num_layers,
)
if pretrained:
    model = GPTBigCodeForCausalLM.from_pretrained("bigcode/starcoder")
else:
    model = GPTBigCodeForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
