# labels: name::mealv2_resnest50 author::szq0214 task::Image_Classification license::none-stated test_group::torch_hub
"""MEAL V2 ResNet-50, loaded through torch.hub: distilled from an ensemble.

Source: https://pytorch.org/hub/pytorch_vision_meal_v2/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
(batch_size,) = parse(["batch_size"])

ENTRY = "mealv2_resnest50"

model = torch.hub.load("szq0214/MEAL-V2", "meal_v2", ENTRY, pretrained=False, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
