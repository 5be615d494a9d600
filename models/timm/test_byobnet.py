# labels: name::test_byobnet author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""A tiny ByobNet for tests: 0.5 million parameters, images of 160 × 160 pixels.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/byobnet.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("test_byobnet", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 160, 160))
