# labels: name::beit3_large_patch16_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""BEiT-3 large with patches of 16 pixels: 304.6 million parameters.

Source: https://arxiv.org/abs/2208.10442
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("beit3_large_patch16_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
