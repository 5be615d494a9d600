# labels: name::yolos_tiny author::hustvl task::Object_Detection license::apache-2.0 test_group::popular_on_huggingface downloads_2023::27362
"""yolos-tiny: YOLOS tiny: a plain ViT that finds objects.

Source: https://huggingface.co/hustvl/yolos-tiny
"""

import torch
from transformers import YolosConfig, YolosForObjectDetection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = YolosConfig(
    hidden_size=192,
    num_hidden_layers=12,
    num_attention_heads=3,
    intermediate_size=768,
    image_size=[800, 1333],
    patch_size=16,
    num_detection_tokens=100,
    use_mid_position_embeddings=False,
    num_labels=91,
)
if pretrained:
    model = YolosForObjectDetection.from_pretrained("hustvl/yolos-tiny")
else:
    model = YolosForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 800, 1328)

with torch.no_grad():
    model(pixel_values=pixel_values)
