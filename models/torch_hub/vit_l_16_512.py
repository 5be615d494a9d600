# labels: name::vit_l_16_512 author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""ViT L/16 on images of 512 pixels, loaded through torch.hub: trained on SWAG.

Source: https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vit_l_16.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

IMAGE_SIZE = 512  # that the position embeddings are for

options = {"weights": "IMAGENET1K_SWAG_E2E_V1" if pretrained else None, "image_size": IMAGE_SIZE}
model = torch.hub.load("pytorch/vision:v0.20.0", "vit_l_16", trust_repo=True, **options).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, IMAGE_SIZE, IMAGE_SIZE))
