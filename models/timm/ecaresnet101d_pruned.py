# labels: name::ecaresnet101d_pruned author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ECA-ResNet 101d, pruned: 24.9 million parameters.

Source: https://arxiv.org/abs/1910.03151
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("ecaresnet101d_pruned", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
