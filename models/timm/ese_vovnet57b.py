# labels: name::ese_vovnet57b author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""VoVNet 57b with effective squeeze and excitation: 38.6 million parameters, images of 256 × 256 pixels.

Source: https://arxiv.org/abs/1911.06667
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("ese_vovnet57b", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
