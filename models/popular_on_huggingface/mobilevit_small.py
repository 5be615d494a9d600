# labels: name::mobilevit_small author::apple task::Image_Classification license::other test_group::popular_on_huggingface downloads_2023::2156
"""mobilevit-small: MobileViT small.

Source: https://huggingface.co/apple/mobilevit-small
"""

import torch
from transformers import MobileViTConfig, MobileViTForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = MobileViTConfig(
    initializer_range=0.2,
    image_size=256,
    hidden_sizes=[144, 192, 240],
    neck_hidden_sizes=[16, 32, 64, 96, 128, 160, 640],
    expand_ratio=4.0,
    num_labels=1000,
)
if pretrained:
    model = MobileViTForImageClassification.from_pretrained("apple/mobilevit-small")
else:
    model = MobileViTForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 256, 256)

with torch.no_grad():
    model(pixel_values=pixel_values)
