# labels: name::beit_base author::microsoft task::Image_Classification license::apache-2.0 test_group::transformers
"""BEiT base: a ViT with relative position biases.

Source: https://huggingface.co/microsoft/beit-base-patch16-224
"""

import torch
from transformers import BeitConfig, BeitForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = BeitConfig(
    vocab_size=8192,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=224,
    patch_size=16,
    use_relative_position_bias=True,
    use_mean_pooling=True,
    layer_scale_init_value=0.1,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = BeitForImageClassification.from_pretrained("microsoft/beit-base-patch16-224")
else:
    model = BeitForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
