# labels: name::crossvit_15_240 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""CrossViT 15: 27.5 million parameters, images of 240 × 240 pixels.

Source: https://arxiv.org/abs/2103.14899
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("crossvit_15_240", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 240, 240))
