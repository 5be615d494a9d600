# labels: name::lw_detr_small author::annazhang task::Object_Detection license::apache-2.0 test_group::transformers
"""LW-DETR small: a detector on a thin ViT that attends in windows.

Source: https://huggingface.co/AnnaZhang/lwdetr_small_60e_coco
"""

import torch
from transformers import LwDetrConfig, LwDetrForObjectDetection, LwDetrViTConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = LwDetrViTConfig(
    hidden_size=192,
    num_hidden_layers=10,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=1024,
    patch_size=16,
    num_channels=3,
    mlp_ratio=4,
    window_block_indices=[0, 1, 3, 6, 7, 9],
    out_indices=[2, 4, 5, 9],
)
config = LwDetrConfig(
    backbone_config=backbone,
    projector_scale_factors=[1.0],
    num_labels=91,
    num_queries=300,
    decoder_layers=3,
)
if pretrained:
    model = LwDetrForObjectDetection.from_pretrained("AnnaZhang/lwdetr_small_60e_coco")
else:
    model = LwDetrForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
