# labels: name::segformer_b4_finetuned_ade_512_512 author::nvidia task::Image_Segmentation license::other test_group::popular_on_huggingface downloads_2023::1352
"""segformer-b4-finetuned-ade-512-512: SegFormer B4 that segments 150 classes.

Source: https://huggingface.co/nvidia/segformer-b4-finetuned-ade-512-512
"""

import torch
from transformers import SegformerConfig, SegformerForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = SegformerConfig(
    depths=[3, 8, 27, 3],
    hidden_sizes=[64, 128, 320, 512],
    num_attention_heads=[1, 2, 5, 8],
    sr_ratios=[8, 4, 2, 1],
    decoder_hidden_size=768,
    num_labels=150,
)
if pretrained:
    model = SegformerForSemanticSegmentation.from_pretrained("nvidia/segformer-b4-finetuned-ade-512-512")
else:
    model = SegformerForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 512, 512)

with torch.no_grad():
    model(pixel_values=pixel_values)
