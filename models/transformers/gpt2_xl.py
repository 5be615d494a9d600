# labels: name::gpt2_xl author::openai task::Text_Generation license::mit test_group::transformers
"""GPT-2 xl: a decoder of 48 layers.

Source: https://huggingface.co/openai-community/gpt2-xl
"""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPT2Config(
    vocab_size=50257,
    n_embd=1600,
    n_layer=48,
    n_head=25,
    activation_function="gelu_new",
    n_positions=1024,
    tie_word_embeddings=True,
)
if pretrained:
    model = GPT2LMHeadModel.from_pretrained("openai-community/gpt2-xl")
else:
    model = GPT2LMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
