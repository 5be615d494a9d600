# labels: name::swin_large_patch4_window7_224 author::microsoft task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::8406
"""swin-large-patch4-window7-224: Swin large: attention in shifted windows of 7.

Source: https://huggingface.co/microsoft/swin-large-patch4-window7-224
"""

import torch
from transformers import SwinConfig, SwinForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = SwinConfig(
    image_size=224,
    patch_size=4,
    embed_dim=192,
    depths=[2, 2, 18, 2],
    num_heads=[6, 12, 24, 48],
    window_size=7,
    num_labels=1000,
)
if pretrained:
    model = SwinForImageClassification.from_pretrained("microsoft/swin-large-patch4-window7-224")
else:
    model = SwinForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
