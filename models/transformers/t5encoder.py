# labels: name::t5encoder author::google task::Feature_Extraction license::apache-2.0 test_group::transformers
"""T5 small: the encoder alone.

Source: https://huggingface.co/google-t5/t5-small
"""

import torch
from transformers import T5Config, T5EncoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=32128,
    d_model=512,
    d_kv=64,
    d_ff=2048,
    num_layers=6,
    num_decoder_layers=6,
    num_heads=8,
    feed_forward_proj="relu",
)
if pretrained:
    model = T5EncoderModel.from_pretrained("google-t5/t5-small")
else:
    model = T5EncoderModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
