# labels: name::swinv2_small_patch4_window8_256 author::microsoft task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""swinv2-small-patch4-window8-256: Swin v2 small: windows of 8.

Source: https://huggingface.co/microsoft/swinv2-small-patch4-window8-256
"""

import torch
from transformers import Swinv2Config, Swinv2ForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Swinv2Config(
    image_size=256,
    patch_size=4,
    embed_dim=96,
    depths=[2, 2, 18, 2],
    num_heads=[3, 6, 12, 24],
    window_size=8,
    num_labels=1000,
)
if pretrained:
    model = Swinv2ForImageClassification.from_pretrained("microsoft/swinv2-small-patch4-window8-256")
else:
    model = Swinv2ForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 256, 256)

with torch.no_grad():
    model(pixel_values=pixel_values)
