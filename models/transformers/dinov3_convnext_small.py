# labels: name::dinov3_convnext_small author::facebook task::Image_Feature_Extraction license::other test_group::transformers
"""DINOv3 ConvNeXt small.

Source: https://huggingface.co/facebook/dinov3-convnext-small-pretrain-lvd1689m
"""

import torch
from transformers import DINOv3ConvNextConfig, DINOv3ConvNextModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = DINOv3ConvNextConfig(
    hidden_sizes=[96, 192, 384, 768],
    depths=[3, 3, 27, 3],
    hidden_act="gelu",
    image_size=224,
    num_channels=num_channels,
)
if pretrained:
    model = DINOv3ConvNextModel.from_pretrained("facebook/dinov3-convnext-small-pretrain-lvd1689m")
else:
    model = DINOv3ConvNextModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
