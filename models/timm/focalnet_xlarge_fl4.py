# labels: name::focalnet_xlarge_fl4 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""FocalNet xlarge with 4 focal levels: 409.0 million parameters, images of 384 × 384 pixels, an embedding of 21842.

Source: https://arxiv.org/abs/2203.11926
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("focalnet_xlarge_fl4", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
