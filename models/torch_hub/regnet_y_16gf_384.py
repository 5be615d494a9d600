# labels: name::regnet_y_16gf_384 author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""RegNetY of 16 billion FLOPs on images of 384 pixels, loaded through torch.hub: trained on SWAG.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.regnet_y_16gf.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

weights = "IMAGENET1K_SWAG_E2E_V1" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "regnet_y_16gf", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 384, 384))
