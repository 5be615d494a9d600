# labels: name::byt5_base author::google task::Text2Text_Generation license::apache-2.0 test_group::popular_on_huggingface downloads_2023::3256
"""byt5-base: ByT5 base: reads bytes.

Source: https://huggingface.co/google/byt5-base
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=384,
    d_model=1536,
    d_kv=64,
    d_ff=3968,
    num_layers=18,
    num_heads=12,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    num_decoder_layers=6,
)
if pretrained:
    model = T5ForConditionalGeneration.from_pretrained("google/byt5-base")
else:
    model = T5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
