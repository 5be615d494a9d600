# labels: name::maskformer_swin_base author::facebook task::Image_Segmentation license::other test_group::transformers
"""MaskFormer on Swin base: segmentation with 150 classes.

Source: https://huggingface.co/facebook/maskformer-swin-base-ade
"""

import torch
from transformers import MaskFormerConfig, MaskFormerForInstanceSegmentation, SwinConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = SwinConfig(
    embed_dim=128,
    depths=[2, 2, 18, 2],
    num_heads=[4, 8, 16, 32],
    hidden_act="gelu",
    image_size=384,
    patch_size=4,
    num_channels=3,
    mlp_ratio=4.0,
    window_size=12,
    out_features=["stage1", "stage2", "stage3", "stage4"],
)
config = MaskFormerConfig(
    backbone_config=backbone,
    num_labels=150,
    fpn_feature_size=256,
    mask_feature_size=256,
)
if pretrained:
    model = MaskFormerForInstanceSegmentation.from_pretrained("facebook/maskformer-swin-base-ade")
else:
    model = MaskFormerForInstanceSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
