# labels: name::beit_base_segmentation author::microsoft task::Image_Segmentation license::apache-2.0 test_group::transformers
"""BEiT base with an UPerNet head: semantic segmentation with 150 classes.

Source: https://huggingface.co/microsoft/beit-base-finetuned-ade-640-640
"""

import torch
from transformers import BeitConfig, BeitForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = BeitConfig(
    vocab_size=8192,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=640,
    patch_size=16,
    num_labels=150,
    out_indices=[3, 5, 7, 11],
    use_relative_position_bias=True,
    num_channels=num_channels,
)
if pretrained:
    model = BeitForSemanticSegmentation.from_pretrained("microsoft/beit-base-finetuned-ade-640-640")
else:
    model = BeitForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
