# labels: name::shufflenet_v2_x1_5 author::torch_hub task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""ShuffleNetV2 of 1.5 times the width, loaded through torch.hub: grouped channels, shuffled.

Source: https://pytorch.org/hub/pytorch_vision_shufflenet_v2/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

weights = "DEFAULT" if pretrained else None
model = torch.hub.load("pytorch/vision:v0.20.0", "shufflenet_v2_x1_5", weights=weights, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
