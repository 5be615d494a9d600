# labels: name::layoutlmv3_base author::microsoft task::Feature_Extraction license::cc-by-nc-sa-4.0 test_group::transformers
"""LayoutLMv3 base: words, their boxes and the image of the page.

Source: https://huggingface.co/microsoft/layoutlmv3-base
"""

import torch
from transformers import LayoutLMv3Config, LayoutLMv3Model

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LayoutLMv3Config(
    vocab_size=50265,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    patch_size=16,
    num_channels=3,
    coordinate_size=128,
    shape_size=128,
    max_2d_position_embeddings=1024,
    input_size=224,
    has_relative_attention_bias=True,
    has_spatial_attention_bias=True,
)
if pretrained:
    model = LayoutLMv3Model.from_pretrained("microsoft/layoutlmv3-base")
else:
    model = LayoutLMv3Model(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
# A box a token: left, top, right, bottom, in thousandths of the page.
bbox = torch.tensor([100, 200, 300, 250]).expand(batch_size, max_seq_length, 4)
pixel_values = torch.randn(batch_size, 3, config.input_size, config.input_size)

with torch.no_grad():
    model(input_ids=input_ids, bbox=bbox, attention_mask=attention_mask, pixel_values=pixel_values)
