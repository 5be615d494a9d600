# labels: name::mobilenetv5_300m author::timm task::Image_Feature_Extraction license::gemma test_group::timm
"""MobileNetV5 300m: 294.1 million parameters, images of 768 × 768 pixels.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/mobilenetv5.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("mobilenetv5_300m", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 768, 768))
