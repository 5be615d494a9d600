# labels: name::face_parsing author::jonathandinu task::Image_Segmentation license::unspecified test_group::popular_on_huggingface
"""face-parsing: SegFormer B5 that segments faces.

Source: https://huggingface.co/jonathandinu/face-parsing
"""

import torch
from transformers import SegformerConfig, SegformerForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = SegformerConfig(
    depths=[3, 6, 40, 3],
    hidden_sizes=[64, 128, 320, 512],
    num_attention_heads=[1, 2, 5, 8],
    sr_ratios=[8, 4, 2, 1],
    decoder_hidden_size=768,
    num_labels=19,
)
if pretrained:
    model = SegformerForSemanticSegmentation.from_pretrained("jonathandinu/face-parsing")
else:
    model = SegformerForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 512, 512)

with torch.no_grad():
    model(pixel_values=pixel_values)
