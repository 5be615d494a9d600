# labels: name::cifar10_resnet20 author::chenyaofo task::Image_Classification license::bsd-3-clause test_group::torch_hub
"""ResNet-20 for the small images of CIFAR-10, loaded through torch.hub.

Source: https://github.com/chenyaofo/pytorch-cifar-models
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "chenyaofo/pytorch-cifar-models"

model = torch.hub.load(REPOSITORY, "cifar10_resnet20", pretrained=pretrained, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 32, 32))
