# labels: name::t5encoder_3b author::google task::Feature_Extraction license::apache-2.0 test_group::transformers
"""T5 3B: the encoder alone.

Source: https://huggingface.co/google-t5/t5-3b
"""

import torch
from transformers import T5Config, T5EncoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=32128,
    d_model=1024,
    d_kv=128,
    d_ff=16384,
    num_layers=24,
    num_decoder_layers=24,
    num_heads=32,
    feed_forward_proj="relu",
)
if pretrained:
    model = T5EncoderModel.from_pretrained("google-t5/t5-3b")
else:
    model = T5EncoderModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
