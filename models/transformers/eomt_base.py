# labels: name::eomt_base author::tue-mps task::Image_Segmentation license::mit test_group::transformers
"""EoMT base: a plain ViT that segments, with 133 classes.

Source: https://huggingface.co/tue-mps/coco_panoptic_eomt_base_640_2x
"""

import torch
from transformers import EomtConfig, EomtForUniversalSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = EomtConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=640,
    patch_size=16,
    mlp_ratio=4,
    num_labels=133,
    num_blocks=3,
    num_channels=num_channels,
)
if pretrained:
    model = EomtForUniversalSegmentation.from_pretrained("tue-mps/coco_panoptic_eomt_base_640_2x")
else:
    model = EomtForUniversalSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
