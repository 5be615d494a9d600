# labels: name::t5_base_chinese_cluecorpussmall author::uer task::Text2Text_Generation license::unspecified test_group::popular_on_huggingface downloads_2023::624
"""t5-base-chinese-cluecorpussmall: T5 base for Chinese.

Source: https://huggingface.co/uer/t5-base-chinese-cluecorpussmall
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=21228,
    d_model=768,
    d_kv=64,
    d_ff=3072,
    num_layers=12,
    num_heads=12,
)
if pretrained:
    model = T5ForConditionalGeneration.from_pretrained("uer/t5-base-chinese-cluecorpussmall")
else:
    model = T5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
