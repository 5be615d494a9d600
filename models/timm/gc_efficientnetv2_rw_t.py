# labels: name::gc_efficientnetv2_rw_t author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNetV2 T with global context, Ross Wightman's variant: 13.7 million parameters.

Source: https://arxiv.org/abs/2104.00298
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("gc_efficientnetv2_rw_t", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
