# labels: name::dinov3_vit_large author::facebook task::Image_Feature_Extraction license::other test_group::transformers
"""DINOv3 ViT large with rotary positions and four registers.

Source: https://huggingface.co/facebook/dinov3-vitl16-pretrain-lvd1689m
"""

import torch
from transformers import DINOv3ViTConfig, DINOv3ViTModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = DINOv3ViTConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=224,
    patch_size=16,
    num_register_tokens=4,
    key_bias=False,
    num_channels=num_channels,
)
if pretrained:
    model = DINOv3ViTModel.from_pretrained("facebook/dinov3-vitl16-pretrain-lvd1689m")
else:
    model = DINOv3ViTModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
