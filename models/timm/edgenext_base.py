# labels: name::edgenext_base author::timm task::Image_Classification license::mit test_group::timm
"""EdgeNeXt base: 18.5 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2206.10589
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("edgenext_base", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
