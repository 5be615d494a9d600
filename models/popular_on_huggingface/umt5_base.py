# labels: name::umt5_base author::google task::Text2Text_Generation license::apache-2.0 test_group::popular_on_huggingface
"""umt5-base: umT5 base for 107 languages.

Source: https://huggingface.co/google/umt5-base
"""

import torch
from transformers import UMT5Config, UMT5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = UMT5Config(
    vocab_size=256384,
    d_model=768,
    d_kv=64,
    d_ff=2048,
    num_layers=12,
    num_heads=12,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
)
if pretrained:
    model = UMT5ForConditionalGeneration.from_pretrained("google/umt5-base")
else:
    model = UMT5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
