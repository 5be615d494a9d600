# labels: name::t0 author::bigscience task::Text2Text_Generation license::apache-2.0 test_group::popular_on_huggingface downloads_2023::26582 size::large
"""T0: T0: T5 XXL that follows prompts; it runs 8 layers of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/bigscience/T0
"""

import torch
from transformers import T5Config, T5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = T5Config(
    vocab_size=32128,
    d_model=4096,
    d_kv=64,
    d_ff=10240,
    num_heads=64,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    num_layers=num_layers,
)
if pretrained:
    model = T5ForConditionalGeneration.from_pretrained("bigscience/T0")
else:
    model = T5ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
