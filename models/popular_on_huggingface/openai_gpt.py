# labels: name::openai_gpt author::openai-community task::Text_Generation license::mit test_group::popular_on_huggingface
"""openai-gpt: the first GPT, 12 layers.

Source: https://huggingface.co/openai-community/openai-gpt
"""

import torch
from transformers import OpenAIGPTConfig, OpenAIGPTLMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = OpenAIGPTConfig(
    vocab_size=40478,
    n_positions=512,
    n_embd=768,
    n_layer=12,
    n_head=12,
    afn="gelu",
)
if pretrained:
    model = OpenAIGPTLMHeadModel.from_pretrained("openai-community/openai-gpt")
else:
    model = OpenAIGPTLMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
