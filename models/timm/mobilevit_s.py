# labels: name::mobilevit_s author::timm task::Image_Classification license::cvnets-license test_group::timm
"""MobileViT S: 5.6 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2110.02178
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("mobilevit_s", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
