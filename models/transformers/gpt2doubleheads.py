# labels: name::gpt2doubleheads author::openai task::Multiple_Choice license::mit test_group::transformers
"""GPT-2 small with a language-model head and a multiple-choice head.

Source: https://huggingface.co/openai-community/gpt2
"""

import torch
from transformers import GPT2Config, GPT2DoubleHeadsModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = GPT2Config(
    vocab_size=50257,
    n_embd=768,
    n_layer=12,
    n_head=12,
    activation_function="gelu_new",
    n_positions=1024,
    tie_word_embeddings=True,
    num_labels=1,
)
if pretrained:
    model = GPT2DoubleHeadsModel.from_pretrained("openai-community/gpt2")
else:
    model = GPT2DoubleHeadsModel(config)
model.eval()

choices = 2
input_ids = torch.randint(0, config.vocab_size, (batch_size, choices, max_seq_length))
mc_token_ids = torch.full((batch_size, choices), max_seq_length - 1)

with torch.no_grad():
    model(input_ids=input_ids, mc_token_ids=mc_token_ids)
