# labels: name::deit_tiny author::facebook task::Image_Classification license::apache-2.0 test_group::transformers
"""DeiT tiny with patches of 16 pixels.

Source: https://huggingface.co/facebook/deit-tiny-patch16-224
"""

import torch
from transformers import ViTConfig, ViTForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = ViTConfig(
    hidden_size=192,
    intermediate_size=768,
    num_hidden_layers=12,
    num_attention_heads=3,
    hidden_act="gelu",
    image_size=224,
    patch_size=16,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = ViTForImageClassification.from_pretrained("facebook/deit-tiny-patch16-224")
else:
    model = ViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
