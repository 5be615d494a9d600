# labels: name::gptj_tiny author::hf-internal-testing task::Text_Generation license::apache-2.0 test_group::transformers
"""A tiny GPT-J of 5 layers, for tests.

Source: https://huggingface.co/hf-internal-testing/tiny-random-gptj
"""

import torch
from transformers import GPTJConfig, GPTJForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPTJConfig(
    vocab_size=1000,
    n_embd=32,
    n_layer=5,
    n_head=4,
    activation_function="gelu_new",
    n_positions=512,
    tie_word_embeddings=False,
    rotary_dim=4,
)
if pretrained:
    model = GPTJForCausalLM.from_pretrained("hf-internal-testing/tiny-random-gptj")
else:
    model = GPTJForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
