# labels: name::depth_anything_v2_metric_indoor_small author::depth-anything task::Depth_Estimation license::apache-2.0 test_group::transformers
"""Depth Anything V2 small for metres indoors: metric depth up to 20 m from one image, on features from all depths of DINOv2.

Source: https://huggingface.co/depth-anything/Depth-Anything-V2-Metric-Indoor-Small-hf
"""

import torch
from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = Dinov2Config(
    hidden_size=384,
    num_hidden_layers=12,
    num_attention_heads=6,
    hidden_act="gelu",
    image_size=518,
    patch_size=14,
    num_channels=3,
    mlp_ratio=4,
    out_indices=[3, 6, 9, 12],
    reshape_hidden_states=False,
    apply_layernorm=True,
)
config = DepthAnythingConfig(
    backbone_config=backbone,
    reassemble_hidden_size=384,
    neck_hidden_sizes=[48, 96, 192, 384],
    fusion_hidden_size=64,
    patch_size=14,
    depth_estimation_type="metric",
    max_depth=20,
)
if pretrained:
    model = DepthAnythingForDepthEstimation.from_pretrained("depth-anything/Depth-Anything-V2-Metric-Indoor-Small-hf")
else:
    model = DepthAnythingForDepthEstimation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 518, 518)

with torch.no_grad():
    model(pixel_values=pixel_values)
