# labels: name::mask2former_swin_small author::facebook task::Image_Segmentation license::mit test_group::transformers
"""Mask2Former on Swin small: instance segmentation with 80 classes.

Source: https://huggingface.co/facebook/mask2former-swin-small-coco-instance
"""

import torch
from transformers import Mask2FormerConfig, Mask2FormerForUniversalSegmentation, SwinConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = SwinConfig(
    embed_dim=96,
    depths=[2, 2, 18, 2],
    num_heads=[3, 6, 12, 24],
    hidden_act="gelu",
    image_size=224,
    patch_size=4,
    num_channels=3,
    mlp_ratio=4.0,
    window_size=7,
    out_features=["stage1", "stage2", "stage3", "stage4"],
)
config = Mask2FormerConfig(
    backbone_config=backbone,
    num_labels=80,
    num_queries=100,
    decoder_layers=10,
)
if pretrained:
    model = Mask2FormerForUniversalSegmentation.from_pretrained("facebook/mask2former-swin-small-coco-instance")
else:
    model = Mask2FormerForUniversalSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 384, 384)

with torch.no_grad():
    model(pixel_values=pixel_values)
