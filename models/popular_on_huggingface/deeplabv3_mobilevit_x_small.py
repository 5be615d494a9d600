# labels: name::deeplabv3_mobilevit_x_small author::apple task::Image_Segmentation license::other test_group::popular_on_huggingface
"""deeplabv3-mobilevit-x-small: MobileViT x-small that segments 21 classes.

Source: https://huggingface.co/apple/deeplabv3-mobilevit-x-small
"""

import torch
from transformers import MobileViTConfig, MobileViTForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = MobileViTConfig(
    initializer_range=0.2,
    image_size=512,
    hidden_sizes=[96, 120, 144],
    neck_hidden_sizes=[16, 32, 48, 64, 80, 96, 384],
    expand_ratio=4.0,
    aspp_out_channels=256,
    output_stride=16,
    num_labels=21,
)
if pretrained:
    model = MobileViTForSemanticSegmentation.from_pretrained("apple/deeplabv3-mobilevit-x-small")
else:
    model = MobileViTForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 512, 512)

with torch.no_grad():
    model(pixel_values=pixel_values)
