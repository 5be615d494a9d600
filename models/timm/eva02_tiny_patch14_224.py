# labels: name::eva02_tiny_patch14_224 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""EVA-02 tiny with patches of 14 pixels: 5.5 million parameters.

Source: https://arxiv.org/abs/2303.11331
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("eva02_tiny_patch14_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
