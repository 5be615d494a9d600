# labels: name::openaigptdoubleheads author::openai task::Multiple_Choice license::mit test_group::transformers
"""The first GPT, with a language-model head and a multiple-choice head.

Source: https://huggingface.co/openai-community/openai-gpt
"""

import torch
from transformers import OpenAIGPTConfig, OpenAIGPTDoubleHeadsModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = OpenAIGPTConfig(
    vocab_size=40478,
    n_embd=768,
    n_layer=12,
    n_head=12,
    n_positions=512,
    tie_word_embeddings=True,
    num_labels=1,
)
if pretrained:
    model = OpenAIGPTDoubleHeadsModel.from_pretrained("openai-community/openai-gpt")
else:
    model = OpenAIGPTDoubleHeadsModel(config)
model.eval()

choices = 2
input_ids = torch.randint(0, config.vocab_size, (batch_size, choices, max_seq_length))
mc_token_ids = torch.full((batch_size, choices), max_seq_length - 1)

with torch.no_grad():
    model(input_ids=input_ids, mc_token_ids=mc_token_ids)
