# labels: name::vit_small_patch16_18x2_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ViT small with parallel or deep blocks, patches of 16 pixels and 18 times 2 blocks: 64.7 million parameters.

Source: https://arxiv.org/abs/2203.09795
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_small_patch16_18x2_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
