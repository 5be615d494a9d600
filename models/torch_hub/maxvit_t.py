# labels: name::maxvit_t author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""MaxViT tiny, loaded through torch.hub: attention within blocks and over a grid.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.maxvit_t.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "maxvit_t", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
