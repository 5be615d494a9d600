# labels: name::vit_so400m_patch14_reg1_tipsv2 author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""TIPSv2 ViT so400m with patches of 14 pixels and 1 register: 413.4 million parameters, images of 448 × 448 pixels.

Source: https://arxiv.org/abs/2604.12012
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_so400m_patch14_reg1_tipsv2", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 448, 448))
