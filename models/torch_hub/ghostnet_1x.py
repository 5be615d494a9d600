# labels: name::ghostnet_1x author::huawei-noah task::Image_Classification license::apache-2.0 test_group::torch_hub
"""GhostNet, loaded through torch.hub: half of the features are made cheaply from the others.

Source: https://pytorch.org/hub/pytorch_vision_ghostnet/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

REPOSITORY = "huawei-noah/ghostnet"

model = torch.hub.load(REPOSITORY, "ghostnet_1x", pretrained=pretrained, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, height, width))
