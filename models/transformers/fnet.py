# labels: name::fnet author::google task::Fill_Mask license::apache-2.0 test_group::transformers
"""FNet base: Fourier transforms in the place of attention.

Source: https://huggingface.co/google/fnet-base
"""

import torch
from transformers import FNetConfig, FNetModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = FNetConfig(
    vocab_size=32000,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    hidden_act="gelu_new",
    max_position_embeddings=512,
    type_vocab_size=4,
    tie_word_embeddings=True,
)
if pretrained:
    model = FNetModel.from_pretrained("google/fnet-base")
else:
    model = FNetModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(input_ids=input_ids)
