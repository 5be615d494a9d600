# labels: name::ese_vovnet99b author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""VoVNet 99b with effective squeeze and excitation: 63.2 million parameters.

Source: https://arxiv.org/abs/1911.06667
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("ese_vovnet99b", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
