# labels: name::longt5_tglobal_xl author::google task::Text2Text_Generation license::apache-2.0 test_group::transformers size::large
"""LongT5 xl with transient-global attention in the encoder. It runs 8 layers a side of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/google/long-t5-tglobal-xl
"""

import torch
from transformers import LongT5Config, LongT5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = LongT5Config(
    vocab_size=32128,
    d_model=2048,
    d_kv=64,
    d_ff=5120,
    num_heads=32,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    encoder_attention_type="transient-global",
    local_radius=127,
    global_block_size=16,
    num_layers=num_layers,
    num_decoder_layers=num_layers,
)
if pretrained:
    model = LongT5ForConditionalGeneration.from_pretrained("google/long-t5-tglobal-xl")
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
