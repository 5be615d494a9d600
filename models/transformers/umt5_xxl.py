# labels: name::umt5_xxl author::google task::Text2Text_Generation license::apache-2.0 test_group::transformers size::large
"""UMT5 xxl: T5 for 107 languages, 24 layers a side. It runs 8 layers a side of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/google/umt5-xxl
"""

import torch
from transformers import UMT5Config, UMT5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = UMT5Config(
    vocab_size=256384,
    d_model=4096,
    d_kv=64,
    d_ff=10240,
    num_heads=64,
    feed_forward_proj="gated-gelu",
    num_layers=num_layers,
    num_decoder_layers=num_layers,
)
if pretrained:
    model = UMT5ForConditionalGeneration.from_pretrained("google/umt5-xxl")
else:
    model = UMT5ForConditionalGeneration(config)
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
