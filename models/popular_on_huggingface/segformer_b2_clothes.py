# labels: name::segformer_b2_clothes author::mattmdjaga task::Image_Segmentation license::other test_group::popular_on_huggingface
"""segformer_b2_clothes: SegFormer B2 that segments clothes into 18 classes.

Source: https://huggingface.co/mattmdjaga/segformer_b2_clothes
"""

import torch
from transformers import SegformerConfig, SegformerForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = SegformerConfig(
    depths=[3, 4, 6, 3],
    hidden_sizes=[64, 128, 320, 512],
    num_attention_heads=[1, 2, 5, 8],
    sr_ratios=[8, 4, 2, 1],
    decoder_hidden_size=768,
    num_labels=18,
)
if pretrained:
    model = SegformerForSemanticSegmentation.from_pretrained("mattmdjaga/segformer_b2_clothes")
else:
    model = SegformerForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 512, 512)

with torch.no_grad():
    model(pixel_values=pixel_values)
