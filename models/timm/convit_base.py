# labels: name::convit_base author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ConViT base: 86.5 million parameters.

Source: https://arxiv.org/abs/2103.10697
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("convit_base", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
