# labels: name::swin_base_patch4_window12_384 author::microsoft task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::381
"""swin-base-patch4-window12-384: Swin base with windows of 12, 384 pixels.

Source: https://huggingface.co/microsoft/swin-base-patch4-window12-384
"""

import torch
from transformers import SwinConfig, SwinForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = SwinConfig(
    image_size=384,
    patch_size=4,
    embed_dim=128,
    depths=[2, 2, 18, 2],
    num_heads=[4, 8, 16, 32],
    window_size=12,
    num_labels=1000,
)
if pretrained:
    model = SwinForImageClassification.from_pretrained("microsoft/swin-base-patch4-window12-384")
else:
    model = SwinForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 384, 384)

with torch.no_grad():
    model(pixel_values=pixel_values)
