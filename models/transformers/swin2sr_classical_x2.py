# labels: name::swin2sr_classical_x2 author::caidas task::Image_to_Image license::apache-2.0 test_group::transformers
"""Swin2SR: doubles an image's width and height.

Source: https://huggingface.co/caidas/swin2SR-classical-sr-x2-64
"""

import torch
from transformers import Swin2SRConfig, Swin2SRForImageSuperResolution

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = Swin2SRConfig(
    embed_dim=180,
    depths=[6, 6, 6, 6, 6, 6],
    num_heads=[6, 6, 6, 6, 6, 6],
    hidden_act="gelu",
    image_size=64,
    patch_size=1,
    mlp_ratio=2.0,
    window_size=8,
    upscale=2,
    upsampler="pixelshuffle",
    num_channels=num_channels,
)
if pretrained:
    model = Swin2SRForImageSuperResolution.from_pretrained("caidas/swin2SR-classical-sr-x2-64")
else:
    model = Swin2SRForImageSuperResolution(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 64, 64)

with torch.no_grad():
    model(pixel_values=pixel_values)
