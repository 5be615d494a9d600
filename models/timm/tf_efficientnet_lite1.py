# labels: name::tf_efficientnet_lite1 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""EfficientNet-Lite 1 with TensorFlow's padding: 5.4 million parameters, images of 240 × 240 pixels.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/efficientnet.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("tf_efficientnet_lite1", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 240, 240))
