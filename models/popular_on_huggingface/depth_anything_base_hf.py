# labels: name::depth_anything_base_hf author::liheyoung task::Depth_Estimation license::apache-2.0 test_group::popular_on_huggingface
"""depth-anything-base-hf: Depth Anything base: depth from one image, on DINOv2.

Source: https://huggingface.co/LiheYoung/depth-anything-base-hf
"""

import torch
from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = Dinov2Config(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    image_size=518,
    patch_size=14,
    out_indices=[9, 10, 11, 12],
    apply_layernorm=True,
    reshape_hidden_states=False,
)
config = DepthAnythingConfig(
    backbone_config=backbone,
    neck_hidden_sizes=[96, 192, 384, 768],
    fusion_hidden_size=128,
    reassemble_hidden_size=768,
)
if pretrained:
    model = DepthAnythingForDepthEstimation.from_pretrained("LiheYoung/depth-anything-base-hf")
else:
    model = DepthAnythingForDepthEstimation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 518, 518)

with torch.no_grad():
    model(pixel_values=pixel_values)
