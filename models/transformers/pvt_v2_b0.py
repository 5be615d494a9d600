# labels: name::pvt_v2_b0 author::opengvlab task::Image_Classification license::apache-2.0 test_group::transformers
"""Pyramid Vision Transformer V2 B0.

Source: https://huggingface.co/OpenGVLab/pvt_v2_b0
"""

import torch
from transformers import PvtV2Config, PvtV2ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = PvtV2Config(
    hidden_sizes=[32, 64, 160, 256],
    depths=[2, 2, 2, 2],
    num_attention_heads=[1, 2, 5, 8],
    hidden_act="gelu",
    image_size=224,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = PvtV2ForImageClassification.from_pretrained("OpenGVLab/pvt_v2_b0")
else:
    model = PvtV2ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
