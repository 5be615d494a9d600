# labels: name::xcit_large_24_p8_384 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""XCiT large 24 with patches of 8 pixels: 188.9 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2106.09681
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("xcit_large_24_p8_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
