# labels: name::gmixer_24_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""gMixer 24: 24.7 million parameters.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/mlp_mixer.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("gmixer_24_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
