# labels: name::r2plus1d_18 author::torch_hub task::Video_Classification license::bsd-3-clause test_group::torch_hub
"""ResNet (2+1)D with 18 layers, loaded through torch.hub: 16 frames of a video.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.video.r2plus1d_18.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "r2plus1d_18", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 16, 112, 112))
