# labels: name::chronos_t5_tiny author::amazon task::Time_Series_Forecasting license::apache-2.0 test_group::popular_on_huggingface
"""chronos-t5-tiny: Chronos tiny: a T5 that forecasts time series, whose values are its words.

Source: https://huggingface.co/amazon/chronos-t5-tiny
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=4096,
    d_model=256,
    d_kv=64,
    d_ff=1024,
    num_layers=4,
    num_heads=4,
)
if pretrained:
    model = T5ForConditionalGeneration.from_pretrained("amazon/chronos-t5-tiny")
else:
    model = T5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
