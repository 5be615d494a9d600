# labels: name::dino_vits8 author::facebook task::Feature_Extraction license::apache-2.0 test_group::torch_hub
"""DINO ViT-S/8, loaded through torch.hub: features of an image, learnt without labels.

Source: https://github.com/facebookresearch/dino
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "facebookresearch/dino:main"

model = torch.hub.load(REPOSITORY, "dino_vits8", pretrained=pretrained, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
