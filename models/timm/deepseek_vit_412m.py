# labels: name::deepseek_vit_412m author::timm task::Image_Feature_Extraction license::mit test_group::timm
"""DeepSeek ViT 412m: 411.8 million parameters, images of 546 × 546 pixels.

Source: https://arxiv.org/abs/2609.19969
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("deepseek_vit_412m", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 546, 546))
