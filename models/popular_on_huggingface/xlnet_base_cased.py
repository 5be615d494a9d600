# labels: name::xlnet_base_cased author::xlnet task::Text_Generation license::mit test_group::popular_on_huggingface downloads_2023::296503
"""xlnet-base-cased: XLNet base: an encoder trained on permuted sentences.

Source: https://huggingface.co/xlnet/xlnet-base-cased
"""

import torch
from transformers import XLNetConfig, XLNetLMHeadModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLNetConfig(
    vocab_size=32000,
    d_model=768,
    n_layer=12,
    n_head=12,
    d_inner=3072,
    ff_activation="gelu",
)
if pretrained:
    model = XLNetLMHeadModel.from_pretrained("xlnet/xlnet-base-cased")
else:
    model = XLNetLMHeadModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
