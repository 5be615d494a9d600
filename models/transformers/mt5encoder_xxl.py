# labels: name::mt5encoder_xxl author::google task::Feature_Extraction license::apache-2.0 test_group::transformers size::large
"""mT5 xxl: the encoder alone. It runs 8 layers of its 24 unless --num_layers says otherwise.

Source: https://huggingface.co/google/mt5-xxl
"""

import torch
from transformers import MT5Config, MT5EncoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MT5Config(
    vocab_size=250112,
    d_model=4096,
    d_kv=64,
    d_ff=10240,
    num_decoder_layers=24,
    num_heads=64,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=True,
    num_layers=num_layers,
)
if pretrained:
    model = MT5EncoderModel.from_pretrained("google/mt5-xxl")
else:
    model = MT5EncoderModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
