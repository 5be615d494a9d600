# labels: name::segformer_b2_finetuned_cityscapes_1024_1024 author::nvidia task::Image_Segmentation license::other test_group::popular_on_huggingface downloads_2023::372
"""segformer-b2-finetuned-cityscapes-1024-1024: SegFormer B2 that segments streets into 19 classes.

Source: https://huggingface.co/nvidia/segformer-b2-finetuned-cityscapes-1024-1024
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
    num_labels=19,
)
if pretrained:
    model = SegformerForSemanticSegmentation.from_pretrained("nvidia/segformer-b2-finetuned-cityscapes-1024-1024")
else:
    model = SegformerForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 1024, 1024)

with torch.no_grad():
    model(pixel_values=pixel_values)
