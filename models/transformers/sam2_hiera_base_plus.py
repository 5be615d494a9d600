# labels: name::sam2_hiera_base_plus author::facebook task::Mask_Generation license::apache-2.0 test_group::transformers
"""SAM 2.1 base plus on Hiera: segments what a point marks.

Source: https://huggingface.co/facebook/sam2.1-hiera-base-plus
"""

import torch
from transformers import Sam2Config, Sam2HieraDetConfig, Sam2Model, Sam2VisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = Sam2HieraDetConfig(
    hidden_size=112,
    num_attention_heads=2,
    hidden_act="gelu",
    num_channels=3,
    mlp_ratio=4.0,
    blocks_per_stage=[2, 3, 16, 3],
    embed_dim_per_stage=[112, 224, 448, 896],
    num_attention_heads_per_stage=[2, 4, 8, 16],
    global_attention_blocks=[12, 16, 20],
    window_size_per_stage=[8, 4, 14, 7],
    window_positional_embedding_background_size=[14, 14],
)
vision = Sam2VisionConfig(
    backbone_config=backbone,
    hidden_act="gelu",
    backbone_channel_list=[896, 448, 224, 112],
)
config = Sam2Config(
    vision_config=vision,
    initializer_range=0.02,
)
if pretrained:
    model = Sam2Model.from_pretrained("facebook/sam2.1-hiera-base-plus")
else:
    model = Sam2Model(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 1024, 1024)
# One point an image: across, down.
input_points = torch.tensor([500.0, 375.0]).expand(batch_size, 1, 1, 2)
input_labels = torch.ones(batch_size, 1, 1, dtype=torch.int64)

with torch.no_grad():
    model(pixel_values=pixel_values, input_points=input_points, input_labels=input_labels)
