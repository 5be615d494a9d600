# labels: name::se_resnet101_ibn_a author::XingangPan task::Image_Classification license::mit test_group::torch_hub
"""SE-ResNet-101-IBN-a, loaded through torch.hub: with squeeze-and-excitation.

Source: https://pytorch.org/hub/pytorch_vision_ibnnet/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "XingangPan/IBN-Net"

model = torch.hub.load(REPOSITORY, "se_resnet101_ibn_a", pretrained=pretrained, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
