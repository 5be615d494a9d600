# labels: name::eva02_tiny_patch14_224_mim_in22k author::timm task::Feature_Extraction license::mit test_group::popular_on_huggingface
"""eva02_tiny_patch14_224.mim_in22k: timm's model with these weights, its features without a head.

Source: https://huggingface.co/timm/eva02_tiny_patch14_224.mim_in22k
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

model = timm.create_model("eva02_tiny_patch14_224.mim_in22k", pretrained=pretrained, num_classes=0).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 224, 224))
