# labels: name::volo_d3_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""VOLO D3: 86.3 million parameters.

Source: https://arxiv.org/abs/2106.13112
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("volo_d3_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
