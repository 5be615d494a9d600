# labels: name::vitamin_xlarge_384 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""ViTamin xlarge: 436.1 million parameters, images of 384 × 384 pixels, an embedding of 1152.

Source: https://arxiv.org/abs/2404.02132
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vitamin_xlarge_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
