# labels: name::mvit_v2_s author::torch_hub task::Video_Classification license::bsd-3-clause test_group::torch_hub
"""MViT V2 small, loaded through torch.hub: 16 frames of a video.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.video.mvit_v2_s.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "mvit_v2_s", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 16, 224, 224))
