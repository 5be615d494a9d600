# labels: name::vit_base_patch16_224_miil author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ViT base with patches of 16 pixels, as trained by MIIL: 94.4 million parameters, 11221 classes.

Source: https://arxiv.org/abs/2104.10972
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_base_patch16_224_miil", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
