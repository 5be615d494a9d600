# labels: name::swin3d_t author::torch_hub task::Video_Classification license::bsd-3-clause test_group::torch_hub
"""Video Swin tiny, loaded through torch.hub: 32 frames of a video.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.video.swin3d_t.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "swin3d_t", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 32, 224, 224))
