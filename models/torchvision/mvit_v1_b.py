# labels: name::mvit_v1_b author::torchvision task::Video_Classification license::bsd-3-clause test_group::torchvision
"""MViT V1 base: 16 frames of a video.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.video.mvit_v1_b.html
"""

import torch
from torchvision.models.video import mvit_v1_b

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = mvit_v1_b(weights=weights).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 16, 224, 224))
