# labels: name::swin3d_t author::torchvision task::Video_Classification license::bsd-3-clause test_group::torchvision
"""Video Swin tiny: 32 frames of a video.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.video.swin3d_t.html
"""

import torch
from torchvision.models.video import swin3d_t

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = swin3d_t(weights=weights).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 32, 224, 224))
