# labels: name::resnet51q author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResNet 51q, timm's own: 35.7 million parameters, images of 256 × 256 pixels.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/byobnet.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("resnet51q", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
