# labels: name::mit_b0 author::nvidia task::Image_Classification license::other test_group::popular_on_huggingface
"""mit-b0: the encoder of SegFormer B0 as a classifier.

Source: https://huggingface.co/nvidia/mit-b0
"""

import torch
from transformers import SegformerConfig, SegformerForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

config = SegformerConfig(
    depths=[2, 2, 2, 2],
    hidden_sizes=[32, 64, 160, 256],
    num_attention_heads=[1, 2, 5, 8],
    sr_ratios=[8, 4, 2, 1],
    decoder_hidden_size=256,
    num_labels=1000,
)
if pretrained:
    model = SegformerForImageClassification.from_pretrained("nvidia/mit-b0")
else:
    model = SegformerForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
