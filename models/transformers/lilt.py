# labels: name::lilt author::scut-dlvclab task::Feature_Extraction license::mit test_group::transformers
"""LiLT base: a text and a layout stream beside each other.

Source: https://huggingface.co/SCUT-DLVCLab/lilt-roberta-en-base
"""

import torch
from transformers import LiltConfig, LiltModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LiltConfig(
    vocab_size=50265,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    max_2d_position_embeddings=1024,
    channel_shrink_ratio=4,
)
if pretrained:
    model = LiltModel.from_pretrained("SCUT-DLVCLab/lilt-roberta-en-base")
else:
    model = LiltModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
# A box a token: left, top, right, bottom, in thousandths of the page.
bbox = torch.tensor([100, 200, 300, 250]).expand(batch_size, max_seq_length, 4)

with torch.no_grad():
    model(input_ids=input_ids, bbox=bbox, attention_mask=attention_mask)
