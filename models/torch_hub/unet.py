# labels: name::unet author::mateuszbuda task::Image_Segmentation license::mit test_group::torch_hub
"""A U-Net for brain scans, loaded through torch.hub: a mask of what is abnormal.

Source: https://pytorch.org/hub/mateuszbuda_brain-segmentation-pytorch_unet/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "mateuszbuda/brain-segmentation-pytorch"

model = torch.hub.load(REPOSITORY, "unet", pretrained=pretrained, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 256, 256))
