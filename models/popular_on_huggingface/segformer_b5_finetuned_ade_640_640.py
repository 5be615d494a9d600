# labels: name::segformer_b5_finetuned_ade_640_640 author::nvidia task::Image_Segmentation license::other test_group::popular_on_huggingface
"""segformer-b5-finetuned-ade-640-640: SegFormer B5 that segments 150 classes.

Source: https://huggingface.co/nvidia/segformer-b5-finetuned-ade-640-640
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
    num_labels=150,
)
if pretrained:
    model = SegformerForSemanticSegmentation.from_pretrained("nvidia/segformer-b5-finetuned-ade-640-640")
else:
    model = SegformerForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
