# labels: name::deit3_base_patch16_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""DeiT III base with patches of 16 pixels: 86.6 million parameters.

Source: https://arxiv.org/abs/2204.07118
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("deit3_base_patch16_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
