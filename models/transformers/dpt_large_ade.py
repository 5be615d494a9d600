# labels: name::dpt_large_ade author::intel task::Image_Segmentation license::apache-2.0 test_group::transformers
"""DPT large: semantic segmentation with 150 classes.

Source: https://huggingface.co/Intel/dpt-large-ade
"""

import torch
from transformers import DPTConfig, DPTForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = DPTConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=480,
    patch_size=16,
    num_labels=150,
    backbone_out_indices=[5, 11, 17, 23],
    neck_hidden_sizes=[256, 512, 1024, 1024],
    use_batch_norm_in_fusion_residual=True,
    num_channels=num_channels,
)
if pretrained:
    model = DPTForSemanticSegmentation.from_pretrained("Intel/dpt-large-ade")
else:
    model = DPTForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 480, 480)

with torch.no_grad():
    model(pixel_values=pixel_values)
