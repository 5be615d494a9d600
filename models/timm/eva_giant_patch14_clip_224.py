# labels: name::eva_giant_patch14_clip_224 author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""EVA-CLIP giant with patches of 14 pixels: 1.0 billion parameters, an embedding of 1024.

Source: https://arxiv.org/abs/2303.15389
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("eva_giant_patch14_clip_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
