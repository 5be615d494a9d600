# labels: name::siglip_vision_base author::google task::Image_Feature_Extraction license::apache-2.0 test_group::transformers
"""SigLIP base: its vision tower alone.

Source: https://huggingface.co/google/siglip-base-patch16-224
"""

import torch
from transformers import SiglipVisionConfig, SiglipVisionModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = SiglipVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu_pytorch_tanh",
    image_size=224,
    patch_size=16,
    num_channels=num_channels,
)
if pretrained:
    model = SiglipVisionModel.from_pretrained("google/siglip-base-patch16-224")
else:
    model = SiglipVisionModel(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
