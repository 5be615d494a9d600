# labels: name::naflexvit_so400m_patch16_radio_v4 author::timm task::Image_Feature_Extraction license::nvidia-open-model-license test_group::timm
"""NaFlex ViT of RADIO so400m v4 with patches of 16 pixels: 431.2 million parameters, images of 512 × 512 pixels.

Source: https://arxiv.org/abs/2601.17237
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("naflexvit_so400m_patch16_radio_v4", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 512, 512))
