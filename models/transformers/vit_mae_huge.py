# labels: name::vit_mae_huge author::facebook task::Image_Feature_Extraction license::apache-2.0 test_group::transformers
"""ViT huge as a masked autoencoder; it draws its mask at random.

Source: https://huggingface.co/facebook/vit-mae-huge
"""

import torch
from transformers import ViTMAEConfig, ViTMAEForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = ViTMAEConfig(
    hidden_size=1280,
    intermediate_size=5120,
    num_hidden_layers=32,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=224,
    patch_size=14,
    decoder_num_hidden_layers=8,
    decoder_hidden_size=512,
    num_channels=num_channels,
)
if pretrained:
    model = ViTMAEForPreTraining.from_pretrained("facebook/vit-mae-huge")
else:
    model = ViTMAEForPreTraining(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
