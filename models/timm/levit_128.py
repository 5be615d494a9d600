# labels: name::levit_128 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""LeViT 128: 9.2 million parameters.

Source: https://arxiv.org/abs/2104.01136
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("levit_128", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
