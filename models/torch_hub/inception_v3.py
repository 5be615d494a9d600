# labels: name::inception_v3 author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""Inception v3, loaded through torch.hub.

Source: https://pytorch.org/hub/pytorch_vision_inception_v3/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

options = {"weights": "DEFAULT"} if pretrained else {"aux_logits": True, "init_weights": False}
model = torch.hub.load("pytorch/vision:v0.20.0", "inception_v3", trust_repo=True, **options).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
