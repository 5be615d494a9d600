# labels: name::superpoint author::magic_leap task::Keypoint_Detection license::other test_group::transformers
"""SuperPoint: finds and describes keypoints.

Source: https://huggingface.co/magic-leap-community/superpoint
"""

import torch
from transformers import SuperPointConfig, SuperPointForKeypointDetection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

config = SuperPointConfig(
    encoder_hidden_sizes=[64, 64, 128, 128],
    descriptor_decoder_dim=256,
)
if pretrained:
    model = SuperPointForKeypointDetection.from_pretrained("magic-leap-community/superpoint")
else:
    model = SuperPointForKeypointDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
