# labels: name::beit_large_patch16_512 author::microsoft task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::2832
"""beit-large-patch16-512: BEiT large for images of 512 pixels.

Source: https://huggingface.co/microsoft/beit-large-patch16-512
"""

import torch
from transformers import BeitConfig, BeitForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = BeitConfig(
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    image_size=512,
    patch_size=16,
    use_relative_position_bias=True,
    use_mask_token=False,
    layer_scale_init_value=1e-05,
    use_mean_pooling=True,
    num_labels=1000,
)
if pretrained:
    model = BeitForImageClassification.from_pretrained("microsoft/beit-large-patch16-512")
else:
    model = BeitForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 512, 512)

with torch.no_grad():
    model(pixel_values=pixel_values)
