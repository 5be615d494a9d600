# labels: name::maxxvitv2_rmlp_base_rw_384 author::timm task::Image_Classification license::apache-2.0 test_group::timm
"""MaxxViT v2 base with relative positions from an MLP, Ross Wightman's variant: 116.1 million parameters, images of 384 × 384 pixels.

Source: https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/maxxvit.py
"""

import timm
import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

model = timm.create_model("maxxvitv2_rmlp_base_rw_384", pretrained=pretrained, in_chans=num_channels).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, 384, 384))
