# labels: name::test_vit_relpos author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""A tiny ViT with relative position biases for tests: 0.9 million parameters, images of 160 × 160 pixels.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/vision_transformer_relpos.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("test_vit_relpos", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 160, 160))
