# labels: name::resmlp_36_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ResMLP 36: 44.7 million parameters.

Source: https://arxiv.org/abs/2105.03404
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("resmlp_36_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
