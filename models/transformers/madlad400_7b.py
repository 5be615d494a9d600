# labels: name::madlad400_7b author::google task::Translation license::apache-2.0 test_group::transformers size::large
"""MADLAD-400 7B: a T5 of 48 layers a side that translates between over 400 languages. It runs 8 layers a side of its 48 unless --num_layers says otherwise.

Source: https://huggingface.co/google/madlad400-7b-mt
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = T5Config(
    vocab_size=256000,
    d_model=2048,
    d_kv=128,
    d_ff=8192,
    num_heads=16,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    num_layers=num_layers,
    num_decoder_layers=num_layers,
)
if pretrained:
    model = T5ForConditionalGeneration.from_pretrained("google/madlad400-7b-mt")
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
