# labels: name::t5_large author::google task::Translation license::apache-2.0 test_group::transformers
"""T5 large: 24 layers a side.

Source: https://huggingface.co/google-t5/t5-large
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = T5Config(
    vocab_size=32128,
    d_model=1024,
    d_kv=64,
    d_ff=4096,
    num_layers=24,
    num_decoder_layers=24,
    num_heads=16,
    feed_forward_proj="relu",
)
if pretrained:
    model = T5ForConditionalGeneration.from_pretrained("google-t5/t5-large")
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
