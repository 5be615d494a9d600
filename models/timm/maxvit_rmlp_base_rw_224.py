# labels: name::maxvit_rmlp_base_rw_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MaxViT base with relative positions from an MLP, Ross Wightman's variant: 116.1 million parameters.

Source: https://arxiv.org/abs/2204.01697
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("maxvit_rmlp_base_rw_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
