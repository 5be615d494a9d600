# labels: name::dinov2_base_imagenet1k_1_layer author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""dinov2-base-imagenet1k-1-layer: DINOv2 base with a linear head for ImageNet.

Source: https://huggingface.co/facebook/dinov2-base-imagenet1k-1-layer
"""

import torch
from transformers import Dinov2Config, Dinov2ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Dinov2Config(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    mlp_ratio=4,
    image_size=518,
    patch_size=14,
    num_labels=1000,
)
if pretrained:
    model = Dinov2ForImageClassification.from_pretrained("facebook/dinov2-base-imagenet1k-1-layer")
else:
    model = Dinov2ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
