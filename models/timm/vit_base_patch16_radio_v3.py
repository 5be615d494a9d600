# labels: name::vit_base_patch16_radio_v3 author::timm task::Image_Feature_Extraction license::nvidia-open-model-license test_group::timm
"""RADIO ViT base v3 with patches of 16 pixels: 86.5 million parameters, images of 512 × 512 pixels.

Source: https://arxiv.org/abs/2412.07679
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_base_patch16_radio_v3", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 512, 512))
