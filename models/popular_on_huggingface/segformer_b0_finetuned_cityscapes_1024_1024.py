# labels: name::segformer_b0_finetuned_cityscapes_1024_1024 author::nvidia task::Image_Segmentation license::other test_group::popular_on_huggingface downloads_2023::1046
"""segformer-b0-finetuned-cityscapes-1024-1024: SegFormer B0 that segments streets into 19 classes.

Source: https://huggingface.co/nvidia/segformer-b0-finetuned-cityscapes-1024-1024
"""

import torch
from transformers import SegformerConfig, SegformerForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = SegformerConfig(
    depths=[2, 2, 2, 2],
    hidden_sizes=[32, 64, 160, 256],
    num_attention_heads=[1, 2, 5, 8],
    sr_ratios=[8, 4, 2, 1],
    decoder_hidden_size=256,
    num_labels=19,
)
if pretrained:
    model = SegformerForSemanticSegmentation.from_pretrained("nvidia/segformer-b0-finetuned-cityscapes-1024-1024")
else:
    model = SegformerForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 1024, 1024)

with torch.no_grad():
    model(pixel_values=pixel_values)
