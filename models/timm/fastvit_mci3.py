# labels: name::fastvit_mci3 author::timm task::Image_Feature_Extraction license::apple-amlr test_group::timm
"""MobileCLIP's FastViT mci3: 125.2 million parameters, images of 256 × 256 pixels, an embedding of 768.

Source: https://arxiv.org/abs/2311.17049
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("fastvit_mci3", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
