# labels: name::mvit_v2_s author::torchvision task::Video_Classification license::bsd-3-clause test_group::torchvision
"""MViT V2 small: 16 frames of a video.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.video.mvit_v2_s.html
"""

import torch
from torchvision.models.video import mvit_v2_s

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = mvit_v2_s(weights=weights).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 16, 224, 224))
