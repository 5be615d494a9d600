# labels: name::beit_base_patch16_224 author::microsoft task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::4097
"""beit-base-patch16-224: BEiT base.

Source: https://huggingface.co/microsoft/beit-base-patch16-224
"""

import torch
from transformers import BeitConfig, BeitForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = BeitConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    image_size=224,
    patch_size=16,
    use_relative_position_bias=True,
    use_mask_token=False,
    layer_scale_init_value=0.1,
    use_mean_pooling=True,
    num_labels=1000,
)
if pretrained:
    model = BeitForImageClassification.from_pretrained("microsoft/beit-base-patch16-224")
else:
    model = BeitForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
