# labels: name::midas_v3_hybrid author::intel-isl task::Depth_Estimation license::mit test_group::torch_hub
"""DPT-Hybrid of MiDaS 3, loaded through torch.hub: the depth of each pixel from one image.

Source: https://pytorch.org/hub/intelisl_midas_v2/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

REPOSITORY = "intel-isl/MiDaS"

model = torch.hub.load(REPOSITORY, "DPT_Hybrid", pretrained=pretrained, trust_repo=True).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 384, 384))
