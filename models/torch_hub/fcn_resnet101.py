# labels: name::fcn_resnet101 author::torch_hub task::Image_Segmentation license::bsd-3-clause test_group::torch_hub
"""FCN with a ResNet-101, loaded through torch.hub: a class for each pixel.

Source: https://pytorch.org/hub/pytorch_vision_fcn_resnet101/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

options = {"weights": "DEFAULT" if pretrained else None, "weights_backbone": None, "aux_loss": True}
model = torch.hub.load("pytorch/vision:v0.20.0", "fcn_resnet101", trust_repo=True, **options).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
