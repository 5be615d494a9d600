# labels: name::dpt_large author::intel task::Depth_Estimation license::apache-2.0 test_group::transformers
"""DPT large: depth from one image, on a ViT large.

Source: https://huggingface.co/Intel/dpt-large
"""

import torch
from transformers import DPTConfig, DPTForDepthEstimation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = DPTConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=384,
    patch_size=16,
    backbone_out_indices=[5, 11, 17, 23],
    neck_hidden_sizes=[256, 512, 1024, 1024],
    num_channels=num_channels,
)
if pretrained:
    model = DPTForDepthEstimation.from_pretrained("Intel/dpt-large")
else:
    model = DPTForDepthEstimation(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 384, 384)

with torch.no_grad():
    model(pixel_values=pixel_values)
