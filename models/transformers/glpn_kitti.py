# labels: name::glpn_kitti author::vinvino02 task::Depth_Estimation license::apache-2.0 test_group::transformers
"""GLPN: depth from one image, on a SegFormer's encoder.

Source: https://huggingface.co/vinvino02/glpn-kitti
"""

import torch
from transformers import GLPNConfig, GLPNForDepthEstimation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = GLPNConfig(
    hidden_sizes=[64, 128, 320, 512],
    depths=[3, 8, 27, 3],
    num_attention_heads=[1, 2, 5, 8],
    hidden_act="gelu",
    num_channels=num_channels,
)
if pretrained:
    model = GLPNForDepthEstimation.from_pretrained("vinvino02/glpn-kitti")
else:
    model = GLPNForDepthEstimation(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
