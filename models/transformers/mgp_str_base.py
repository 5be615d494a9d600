# labels: name::mgp_str_base author::alibaba task::Image_to_Text license::apache-2.0 test_group::transformers
"""MGP-STR base: reads the text of a 32 by 128 image.

Source: https://huggingface.co/alibaba-damo/mgp-str-base
"""

import torch
from transformers import MgpstrConfig, MgpstrForSceneTextRecognition

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = MgpstrConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    image_size=[32, 128],
    patch_size=4,
    mlp_ratio=4.0,
    num_channels=num_channels,
)
if pretrained:
    model = MgpstrForSceneTextRecognition.from_pretrained("alibaba-damo/mgp-str-base")
else:
    model = MgpstrForSceneTextRecognition(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 32, 128)

with torch.no_grad():
    model(pixel_values=pixel_values)
