# labels: name::vit_msn_base author::facebook task::Image_Classification license::apache-2.0 test_group::transformers
"""ViT base, pretrained by masked siamese networks.

Source: https://huggingface.co/facebook/vit-msn-base
"""

import torch
from transformers import ViTMSNConfig, ViTMSNForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = ViTMSNConfig(
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
    model = ViTMSNForImageClassification.from_pretrained("facebook/vit-msn-base")
else:
    model = ViTMSNForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
