# labels: name::umt5encoder author::google task::Feature_Extraction license::apache-2.0 test_group::transformers
"""UMT5 small: the encoder alone.

Source: https://huggingface.co/google/umt5-small
"""

import torch
from transformers import UMT5Config, UMT5EncoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = UMT5Config(
    vocab_size=256384,
    d_model=512,
    d_kv=64,
    d_ff=1024,
    num_layers=8,
    num_decoder_layers=8,
    num_heads=6,
    feed_forward_proj="gated-gelu",
)
if pretrained:
    model = UMT5EncoderModel.from_pretrained("google/umt5-small")
else:
    model = UMT5EncoderModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
