# labels: name::mlcd_bigg author::deepglint-ai task::Image_Feature_Extraction license::apache-2.0 test_group::transformers
"""MLCD ViT bigG: 48 layers with rotary positions.

Source: https://huggingface.co/DeepGlint-AI/mlcd-vit-bigG-patch14-336
"""

import torch
from transformers import MLCDVisionConfig, MLCDVisionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = MLCDVisionConfig(
    hidden_size=1664,
    intermediate_size=8192,
    num_hidden_layers=48,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=336,
    patch_size=14,
    num_channels=num_channels,
)
if pretrained:
    model = MLCDVisionModel.from_pretrained("DeepGlint-AI/mlcd-vit-bigG-patch14-336")
else:
    model = MLCDVisionModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 336, 336)

with torch.no_grad():
    model(pixel_values=pixel_values)
