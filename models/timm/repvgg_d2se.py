# labels: name::repvgg_d2se author::timm task::Image_Classification license::mit test_group::timm
"""RepVGG d2se: 133.3 million parameters, images of 320 × 320 pixels.

Source: https://arxiv.org/abs/2101.03697
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("repvgg_d2se", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 320, 320))
