# labels: name::swin_base author::microsoft task::Image_Classification license::apache-2.0 test_group::transformers
"""Swin Transformer base: attention in shifted windows of 7.

Source: https://huggingface.co/microsoft/swin-base-patch4-window7-224
"""

import torch
from transformers import SwinConfig, SwinForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = SwinConfig(
    embed_dim=128,
    depths=[2, 2, 18, 2],
    num_heads=[4, 8, 16, 32],
    hidden_act="gelu",
    image_size=224,
    patch_size=4,
    mlp_ratio=4.0,
    window_size=7,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = SwinForImageClassification.from_pretrained("microsoft/swin-base-patch4-window7-224")
else:
    model = SwinForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
