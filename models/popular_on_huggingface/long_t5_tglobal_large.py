# labels: name::long_t5_tglobal_large author::google task::Text2Text_Generation license::apache-2.0 test_group::popular_on_huggingface downloads_2023::1257
"""long-t5-tglobal-large: LongT5 large: local attention and summaries of blocks.

Source: https://huggingface.co/google/long-t5-tglobal-large
"""

import torch
from transformers import LongT5Config, LongT5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LongT5Config(
    vocab_size=32128,
    d_model=1024,
    d_kv=64,
    d_ff=2816,
    num_layers=24,
    num_heads=16,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    encoder_attention_type="transient-global",
    local_radius=127,
    global_block_size=16,
)
if pretrained:
    model = LongT5ForConditionalGeneration.from_pretrained("google/long-t5-tglobal-large")
else:
    model = LongT5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
