# labels: name::swinv2_tiny author::microsoft task::Image_Classification license::apache-2.0 test_group::transformers
"""Swin Transformer V2 tiny: attention in shifted windows of 8.

Source: https://huggingface.co/microsoft/swinv2-tiny-patch4-window8-256
"""

import torch
from transformers import Swinv2Config, Swinv2ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = Swinv2Config(
    embed_dim=96,
    depths=[2, 2, 6, 2],
    num_heads=[3, 6, 12, 24],
    hidden_act="gelu",
    image_size=256,
    patch_size=4,
    mlp_ratio=4.0,
    window_size=8,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = Swinv2ForImageClassification.from_pretrained("microsoft/swinv2-tiny-patch4-window8-256")
else:
    model = Swinv2ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 256, 256)

with torch.no_grad():
    model(pixel_values=pixel_values)
