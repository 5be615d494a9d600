# labels: name::mobilenetv5_base author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MobileNetV5 base: 82.6 million parameters, images of 256 × 256 pixels.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/mobilenetv5.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("mobilenetv5_base", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 256, 256))
