# labels: name::sam_vit_base author::facebook task::Mask_Generation license::apache-2.0 test_group::transformers
"""SAM base: segments what a point marks.

Source: https://huggingface.co/facebook/sam-vit-base
"""

import torch
from transformers import SamConfig, SamModel, SamVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

vision = SamVisionConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=1024,
    patch_size=16,
    num_channels=3,
    mlp_ratio=4.0,
    mlp_dim=3072,
    global_attn_indexes=[2, 5, 8, 11],
)
config = SamConfig(
    vision_config=vision,
    initializer_range=0.02,
)
if pretrained:
    model = SamModel.from_pretrained("facebook/sam-vit-base")
else:
    model = SamModel(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, vision.image_size, vision.image_size)
# One point an image: across, down.
input_points = torch.tensor([500.0, 375.0]).expand(batch_size, 1, 1, 2)
input_labels = torch.ones(batch_size, 1, 1, dtype=torch.int64)

with torch.no_grad():
    model(pixel_values=pixel_values, input_points=input_points, input_labels=input_labels)
