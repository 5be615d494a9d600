# labels: name::focalnet_tiny author::microsoft task::Image_Classification license::mit test_group::transformers
"""FocalNet tiny: focal modulation in the place of attention.

Source: https://huggingface.co/microsoft/focalnet-tiny
"""

import torch
from transformers import FocalNetConfig, FocalNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = FocalNetConfig(
    embed_dim=96,
    hidden_sizes=[192, 384, 768, 768],
    depths=[2, 2, 6, 2],
    hidden_act="gelu",
    image_size=224,
    patch_size=4,
    mlp_ratio=4.0,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = FocalNetForImageClassification.from_pretrained("microsoft/focalnet-tiny")
else:
    model = FocalNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
