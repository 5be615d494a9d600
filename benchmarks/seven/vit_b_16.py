# labels: name::vit_b_16 author::torchvision task::Image_Classification license::apache-2.0 test_group::benchmark
"""ViT-B/16, random weights."""

import torch
import torchvision

torch.manual_seed(0)
model = torchvision.models.vit_b_16(weights=None).eval()

with torch.no_grad():
    model(torch.rand(1, 3, 224, 224))
