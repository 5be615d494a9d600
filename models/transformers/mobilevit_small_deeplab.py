# labels: name::mobilevit_small_deeplab author::apple task::Image_Segmentation license::other test_group::transformers
"""DeepLabV3 on MobileViT small.

Source: https://huggingface.co/apple/deeplabv3-mobilevit-small
"""

import torch
from transformers import MobileViTConfig, MobileViTForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = MobileViTConfig(
    initializer_range=0.2,
    hidden_sizes=[144, 192, 240],
    num_attention_heads=4,
    hidden_act="silu",
    image_size=512,
    patch_size=2,
    mlp_ratio=2.0,
    num_labels=21,
    output_stride=16,
    num_channels=num_channels,
)
if pretrained:
    model = MobileViTForSemanticSegmentation.from_pretrained("apple/deeplabv3-mobilevit-small")
else:
    model = MobileViTForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 512, 512)

with torch.no_grad():
    model(pixel_values=pixel_values)
