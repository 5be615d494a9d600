# labels: name::nest_small_jx author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""Nested Transformer small, as in JAX: 38.4 million parameters.

Source: https://arxiv.org/abs/2105.12723
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("nest_small_jx", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
