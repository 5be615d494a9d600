# labels: name::mt5_xl author::google task::Text2Text_Generation license::apache-2.0 test_group::transformers size::large
"""mT5 xl: T5 for 101 languages, 24 layers a side. It runs 8 layers a side of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/google/mt5-xl
"""

import torch
from transformers import MT5Config, MT5ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MT5Config(
    vocab_size=250112,
    d_model=2048,
    d_kv=64,
    d_ff=5120,
    num_heads=32,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    num_layers=num_layers,
    num_decoder_layers=num_layers,
)
if pretrained:
    model = MT5ForConditionalGeneration.from_pretrained("google/mt5-xl")
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
