# labels: name::ijepa_huge author::facebook task::Image_Feature_Extraction license::cc-by-nc-4.0 test_group::transformers
"""I-JEPA: a ViT huge with patches of 14 pixels.

Source: https://huggingface.co/facebook/ijepa_vith14_1k
"""

import torch
from transformers import IJepaConfig, IJepaModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = IJepaConfig(
    hidden_size=1280,
    intermediate_size=5120,
    num_hidden_layers=32,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=224,
    patch_size=14,
    num_channels=num_channels,
)
if pretrained:
    model = IJepaModel.from_pretrained("facebook/ijepa_vith14_1k")
else:
    model = IJepaModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
