# labels: name::t5_11b author::google-t5 task::Translation license::apache-2.0 test_group::popular_on_huggingface size::large
"""t5-11b: T5 with eleven billion parameters; it runs 8 layers of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/google-t5/t5-11b
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = T5Config(
    vocab_size=32128,
    d_model=1024,
    d_kv=128,
    d_ff=65536,
    num_heads=128,
    num_layers=num_layers,
)
if pretrained:
    model = T5ForConditionalGeneration.from_pretrained("google-t5/t5-11b")
else:
    model = T5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
