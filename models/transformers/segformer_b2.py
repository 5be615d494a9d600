# labels: name::segformer_b2 author::nvidia task::Image_Segmentation license::other test_group::transformers
"""SegFormer B2: semantic segmentation with 150 classes.

Source: https://huggingface.co/nvidia/segformer-b2-finetuned-ade-512-512
"""

import torch
from transformers import SegformerConfig, SegformerForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = SegformerConfig(
    hidden_sizes=[64, 128, 320, 512],
    depths=[3, 4, 6, 3],
    num_attention_heads=[1, 2, 5, 8],
    hidden_act="gelu",
    decoder_hidden_size=768,
    num_labels=150,
    num_channels=num_channels,
)
if pretrained:
    model = SegformerForSemanticSegmentation.from_pretrained("nvidia/segformer-b2-finetuned-ade-512-512")
else:
    model = SegformerForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
