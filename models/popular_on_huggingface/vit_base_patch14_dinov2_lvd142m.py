# labels: name::vit_base_patch14_dinov2_lvd142m author::timm task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""vit_base_patch14_dinov2.lvd142m: timm's model with these weights, its features without a head.

Source: https://huggingface.co/timm/vit_base_patch14_dinov2.lvd142m
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

model = timm.create_model("vit_base_patch14_dinov2.lvd142m", pretrained=pretrained, num_classes=0).eval()

with torch.no_grad():
    model(torch.rand(batch_size, 3, 518, 518))
