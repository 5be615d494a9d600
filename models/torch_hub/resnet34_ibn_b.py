# labels: name::resnet34_ibn_b author::XingangPan task::Image_Classification license::mit test_group::torch_hub
"""ResNet-34-IBN-b, loaded through torch.hub: instance normalization after its first blocks.

Source: https://pytorch.org/hub/pytorch_vision_ibnnet/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "XingangPan/IBN-Net"

model = torch.hub.load(REPOSITORY, "resnet34_ibn_b", pretrained=pretrained, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
