# labels: name::pnasnet5large author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""PNASNet-5 large: 86.1 million parameters, images of 331 × 331 pixels.

Source: https://arxiv.org/abs/1712.00559
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("pnasnet5large", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 331, 331))
