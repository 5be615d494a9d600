# labels: name::xlnetlmhead author::google task::Text_Generation license::mit test_group::transformers
"""XLNet large, with its language-model head.

Source: https://huggingface.co/xlnet/xlnet-large-cased
"""

import torch
from transformers import XLNetConfig, XLNetLMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLNetConfig(
    vocab_size=32000,
    d_model=1024,
    n_layer=24,
    n_head=16,
    tie_word_embeddings=True,
    d_inner=4096,
)
if pretrained:
    model = XLNetLMHeadModel.from_pretrained("xlnet/xlnet-large-cased")
else:
    model = XLNetLMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
