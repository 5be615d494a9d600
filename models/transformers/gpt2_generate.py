# labels: name::gpt2_generate author::transformers task::Text_Generation license::mit test_group::transformers
"""A four-layer GPT-2 that generates tokens: one invocation for the prompt, one for each length of the cache.

Source: https://huggingface.co/docs/transformers/main_classes/text_generation
"""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = GPT2Config(
    vocab_size=50257,
    n_positions=1024,
    n_embd=256,
    n_layer=4,
    n_head=4,
    bos_token_id=50256,
    eos_token_id=50256,
    pad_token_id=50256,
)
model = GPT2LMHeadModel.from_pretrained("openai-community/gpt2") if pretrained else GPT2LMHeadModel(config)
model.eval()

input_ids = torch.randint(0, 50000, (batch_size, 16))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model.generate(input_ids, attention_mask=attention_mask, max_new_tokens=4, min_new_tokens=4, do_sample=False)
