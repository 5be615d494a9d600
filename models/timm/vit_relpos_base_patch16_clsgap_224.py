# labels: name::vit_relpos_base_patch16_clsgap_224 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""ViT base with relative position biases, patches of 16 pixels and a class token and average pooling: 86.4 million parameters.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/vision_transformer_relpos.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("vit_relpos_base_patch16_clsgap_224", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 224, 224))
