# labels: name::maxvit_large_tf_512 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MaxViT large, as in TensorFlow: 212.3 million parameters, images of 512 × 512 pixels.

Source: https://arxiv.org/abs/2204.01697
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("maxvit_large_tf_512", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 512, 512))
