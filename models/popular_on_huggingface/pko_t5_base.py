# labels: name::pko_t5_base author::paust task::Text2Text_Generation license::cc-by-4.0 test_group::popular_on_huggingface downloads_2023::624
"""pko-t5-base: T5 base for Korean.

Source: https://huggingface.co/paust/pko-t5-base
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=50358,
    d_model=768,
    d_kv=64,
    d_ff=2048,
    num_layers=12,
    num_heads=12,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
)
if pretrained:
    model = T5ForConditionalGeneration.from_pretrained("paust/pko-t5-base")
else:
    model = T5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
