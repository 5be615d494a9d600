# labels: name::t5v1dot1_small author::google task::Text2Text_Generation license::apache-2.0 test_group::transformers
"""T5 1.1 small: 8 layers a side, with gated feed-forward layers.

Source: https://huggingface.co/google/t5-v1_1-small
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=32128,
    d_model=512,
    d_kv=64,
    d_ff=1024,
    num_layers=8,
    num_decoder_layers=8,
    num_heads=6,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
)
if pretrained:
    model = T5ForConditionalGeneration.from_pretrained("google/t5-v1_1-small")
else:
    model = T5ForConditionalGeneration(config)
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
