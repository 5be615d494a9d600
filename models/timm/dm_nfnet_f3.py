# labels: name::dm_nfnet_f3 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""NFNet of DeepMind F3: 254.9 million parameters, images of 320 × 320 pixels.

Source: https://arxiv.org/abs/2102.06171
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("dm_nfnet_f3", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 320, 320))
