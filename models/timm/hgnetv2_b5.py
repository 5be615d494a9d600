# labels: name::hgnetv2_b5 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""PP-HGNetV2 B5: 39.6 million parameters.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/hgnet.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

model = timm.create_model("hgnetv2_b5", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
