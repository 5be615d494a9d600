# labels: name::long_t5_local_base author::google task::Text2Text_Generation license::apache-2.0 test_group::popular_on_huggingface downloads_2023::6944
"""long-t5-local-base: LongT5 base: local attention only.

Source: https://huggingface.co/google/long-t5-local-base
"""

import torch
from transformers import LongT5Config, LongT5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LongT5Config(
    vocab_size=32128,
    d_model=768,
    d_kv=64,
    d_ff=2048,
    num_layers=12,
    num_heads=12,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    encoder_attention_type="local",
    local_radius=127,
    global_block_size=16,
)
if pretrained:
    model = LongT5ForConditionalGeneration.from_pretrained("google/long-t5-local-base")
else:
    model = LongT5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
