# labels: name::focalnet_large_fl3 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""FocalNet large with 3 focal levels: 239.1 million parameters, images of 384 × 384 pixels, an embedding of 21842.

Source: https://arxiv.org/abs/2203.11926
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("focalnet_large_fl3", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
