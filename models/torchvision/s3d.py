# labels: name::s3d author::torchvision task::Video_Classification license::bsd-3-clause test_group::torchvision
"""S3D, separable convolutions in space and time: 16 frames of a video.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.video.s3d.html
"""

import torch
from torchvision.models.video import s3d

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "DEFAULT" if pretrained else None
model = s3d(weights=weights).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 16, 224, 224))
