# labels: name::starcoderbase_1b author::bigcode task::Text_Generation license::bigcode-openrail-m test_group::transformers
"""StarCoderBase 1B: a decoder of 24 layers with multi-query attention, for code.

Source: https://huggingface.co/bigcode/starcoderbase-1b
"""

import torch
from transformers import GPTBigCodeConfig, GPTBigCodeForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTBigCodeConfig(
    vocab_size=49152,
    n_embd=2048,
    n_layer=24,
    n_head=16,
    activation_function="gelu_pytorch_tanh",
    n_positions=8192,
    tie_word_embeddings=True,
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
