# labels: name::eca_nfnet_l3 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Light NFNet L3 with efficient channel attention: 72.0 million parameters, images of 352 × 352 pixels.

Source: https://arxiv.org/abs/2102.06171
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("eca_nfnet_l3", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 352, 352))
