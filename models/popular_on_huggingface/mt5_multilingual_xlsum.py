# labels: name::mt5_multilingual_xlsum author::csebuetnlp task::Summarization license::cc-by-nc-sa-4.0 test_group::popular_on_huggingface downloads_2023::150407
"""mT5_multilingual_XLSum: mT5 base that sums up news in 45 languages.

Source: https://huggingface.co/csebuetnlp/mT5_multilingual_XLSum
"""

import torch
from transformers import MT5Config, MT5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MT5Config(
    vocab_size=250112,
    d_model=768,
    d_kv=64,
    d_ff=2048,
    num_layers=12,
    num_heads=12,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
)
if pretrained:
    model = MT5ForConditionalGeneration.from_pretrained("csebuetnlp/mT5_multilingual_XLSum")
else:
    model = MT5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
