# labels: name::yolos_base author::hustvl task::Object_Detection license::apache-2.0 test_group::transformers
"""YOLOS base: a ViT that detects objects.

Source: https://huggingface.co/hustvl/yolos-base
"""

import torch
from transformers import YolosConfig, YolosForObjectDetection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = YolosConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=[800, 1344],
    patch_size=16,
    num_labels=91,
    num_detection_tokens=100,
    use_mid_position_embeddings=True,
    num_channels=num_channels,
)
if pretrained:
    model = YolosForObjectDetection.from_pretrained("hustvl/yolos-base")
else:
    model = YolosForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 800, 1344)

with torch.no_grad():
    model(pixel_values=pixel_values)
