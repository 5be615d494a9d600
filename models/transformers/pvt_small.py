# labels: name::pvt_small author::xrenya task::Image_Classification license::apache-2.0 test_group::transformers
"""Pyramid Vision Transformer small.

Source: https://huggingface.co/Xrenya/pvt-small-224
"""

import torch
from transformers import PvtConfig, PvtForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = PvtConfig(
    hidden_sizes=[64, 128, 320, 512],
    depths=[3, 4, 6, 3],
    num_attention_heads=[1, 2, 5, 8],
    hidden_act="gelu",
    image_size=224,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = PvtForImageClassification.from_pretrained("Xrenya/pvt-small-224")
else:
    model = PvtForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
