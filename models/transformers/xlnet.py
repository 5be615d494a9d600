# labels: name::xlnet author::google task::Feature_Extraction license::mit test_group::transformers
"""XLNet base: 12 layers with relative positions.

Source: https://huggingface.co/xlnet/xlnet-base-cased
"""

import torch
from transformers import XLNetConfig, XLNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLNetConfig(
    vocab_size=32000,
    d_model=768,
    n_layer=12,
    n_head=12,
    tie_word_embeddings=True,
    d_inner=3072,
)
if pretrained:
    model = XLNetModel.from_pretrained("xlnet/xlnet-base-cased")
else:
    model = XLNetModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
