# labels: name::deit_base_distilled author::facebook task::Image_Classification license::apache-2.0 test_group::transformers
"""DeiT base with its distillation token.

Source: https://huggingface.co/facebook/deit-base-distilled-patch16-224
"""

import torch
from transformers import DeiTConfig, DeiTForImageClassificationWithTeacher

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = DeiTConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=224,
    patch_size=16,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = DeiTForImageClassificationWithTeacher.from_pretrained("facebook/deit-base-distilled-patch16-224")
else:
    model = DeiTForImageClassificationWithTeacher(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
