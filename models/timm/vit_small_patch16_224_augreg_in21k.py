# labels: name::vit_small_patch16_224_augreg_in21k author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ViT small with patches of 16 pixels: 30.1 million parameters, 21843 classes.

Source: https://arxiv.org/abs/2010.11929
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

# What follows the dot names the weights; number of classes and image size are theirs.
ARCHITECTURE = "vit_small_patch16_224.augreg_in21k"

model = timm.create_model(ARCHITECTURE, pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
