# labels: name::eca_botnext26ts_256 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""BoTNeXt 26ts with efficient channel attention: 10.6 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/2101.11605
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("eca_botnext26ts_256", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
