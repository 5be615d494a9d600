# labels: name::nfnet_f7 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""NFNet F7: 499.5 million parameters, images of 480 × 480 pixels.

Source: https://arxiv.org/abs/2102.06171
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("nfnet_f7", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 480, 480))
