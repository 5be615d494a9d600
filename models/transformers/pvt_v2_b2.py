# labels: name::pvt_v2_b2 author::opengvlab task::Image_Classification license::apache-2.0 test_group::transformers
"""Pyramid Vision Transformer V2 B2.

Source: https://huggingface.co/OpenGVLab/pvt_v2_b2
"""

import torch
from transformers import PvtV2Config, PvtV2ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = PvtV2Config(
    hidden_sizes=[64, 128, 320, 512],
    depths=[3, 4, 6, 3],
    num_attention_heads=[1, 2, 5, 8],
    hidden_act="gelu",
    image_size=224,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = PvtV2ForImageClassification.from_pretrained("OpenGVLab/pvt_v2_b2")
else:
    model = PvtV2ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
