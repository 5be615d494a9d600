# labels: name::efficientnet_lite4 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet-Lite 4: 13.0 million parameters, images of 380 × 380 pixels.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/efficientnet.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("efficientnet_lite4", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 380, 380))
