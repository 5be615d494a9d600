# labels: name::regnetz_d8_evos author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""RegNetZ D8 with EvoNorm, timm's own: 23.5 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2103.06877
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("regnetz_d8_evos", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
