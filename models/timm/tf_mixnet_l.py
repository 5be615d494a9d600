# labels: name::tf_mixnet_l author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MixNet L with TensorFlow's padding: 7.3 million parameters.

Source: https://arxiv.org/abs/1907.09595
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("tf_mixnet_l", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
