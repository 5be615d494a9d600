# labels: name::glpn_nyu author::vinvino02 task::Depth_Estimation license::apache-2.0 test_group::popular_on_huggingface downloads_2023::752
"""glpn-nyu: GLPN: the depth of a room.

Source: https://huggingface.co/vinvino02/glpn-nyu
"""

import torch
from transformers import GLPNConfig, GLPNForDepthEstimation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = GLPNConfig(
    depths=[3, 8, 27, 3],
    hidden_sizes=[64, 128, 320, 512],
    num_attention_heads=[1, 2, 5, 8],
    sr_ratios=[8, 4, 2, 1],
    decoder_hidden_size=64,
    max_depth=10,
)
if pretrained:
    model = GLPNForDepthEstimation.from_pretrained("vinvino02/glpn-nyu")
else:
    model = GLPNForDepthEstimation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 480, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
