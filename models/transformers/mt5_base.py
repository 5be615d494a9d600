# labels: name::mt5_base author::google task::Text2Text_Generation license::apache-2.0 test_group::transformers
"""mT5 base: T5 for 101 languages, 12 layers a side.

Source: https://huggingface.co/google/mt5-base
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
    num_decoder_layers=12,
    num_heads=12,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
)
if pretrained:
    model = MT5ForConditionalGeneration.from_pretrained("google/mt5-base")
else:
    model = MT5ForConditionalGeneration(config)
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
