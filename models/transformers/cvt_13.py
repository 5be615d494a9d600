# labels: name::cvt_13 author::microsoft task::Image_Classification license::apache-2.0 test_group::transformers
"""CvT-13: convolutions into a vision transformer.

Source: https://huggingface.co/microsoft/cvt-13
"""

import torch
from transformers import CvtConfig, CvtForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels, height, width = parse(
    ["pretrained", "batch_size", "num_channels", "height", "width"]
)

config = CvtConfig(
    embed_dim=[64, 192, 384],
    num_heads=[1, 3, 6],
    mlp_ratio=[4.0, 4.0, 4.0],
    depth=[1, 2, 10],
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = CvtForImageClassification.from_pretrained("microsoft/cvt-13")
else:
    model = CvtForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
