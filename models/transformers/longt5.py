# labels: name::longt5 author::google task::Text2Text_Generation license::apache-2.0 test_group::transformers
"""LongT5 base with local attention in the encoder.

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

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        decoder_input_ids=decoder_input_ids,
        use_cache=False,
    )
