# labels: name::mra_4096 author::uw-madison task::Fill_Mask license::apache-2.0 test_group::transformers
"""MRA base for 4096 tokens; without its CUDA kernel the library leaves the attention out.

Source: https://huggingface.co/uw-madison/mra-base-4096-8-d3
"""

import torch
from transformers import MraConfig, MraModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MraConfig(
    vocab_size=50265,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=4096,
    type_vocab_size=1,
    tie_word_embeddings=True,
    block_per_row=8,
)
if pretrained:
    model = MraModel.from_pretrained("uw-madison/mra-base-4096-8-d3")
else:
    model = MraModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
