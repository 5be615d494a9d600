# labels: name::tiny_vit_21m_512 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""TinyViT 21m: 21.3 million parameters, images of 512 × 512 pixels.

Source: https://arxiv.org/abs/2207.10666
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("tiny_vit_21m_512", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 512, 512))
