# labels: name::deit_base_distilled_patch16_384 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""DeiT base with a distillation token and patches of 16 pixels: 87.6 million parameters, images of 384 × 384 pixels.

Source: https://arxiv.org/abs/2012.12877
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("deit_base_distilled_patch16_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
