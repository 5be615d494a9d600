# labels: name::regnet_y_800mf author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""RegNetY of 800 million FLOPs, loaded through torch.hub: with squeeze-and-excitation.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.regnet_y_800mf.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "regnet_y_800mf", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
