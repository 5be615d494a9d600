# labels: name::swin_s3_base_224 author::timm task::Image_Classification license::mit test_group::timm
"""AutoFormer's Swin base, S3: 71.1 million parameters.

Source: https://arxiv.org/abs/2111.14725
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("swin_s3_base_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
