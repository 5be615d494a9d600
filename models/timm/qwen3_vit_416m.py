# labels: name::qwen3_vit_416m author::timm task::Image_Feature_Extraction license::apache-2.0 test_group::timm
"""Qwen3-VL's ViT 416m: 415.0 million parameters, images of 768 × 768 pixels.

Source: https://arxiv.org/abs/2511.21631
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("qwen3_vit_416m", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 768, 768))
