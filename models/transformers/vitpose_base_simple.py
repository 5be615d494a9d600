# labels: name::vitpose_base_simple author::usyd task::Pose_Estimation license::apache-2.0 test_group::transformers
"""ViTPose base: the joints of a person, with a simple decoder.

Source: https://huggingface.co/usyd-community/vitpose-base-simple
"""

import torch
from transformers import VitPoseBackboneConfig, VitPoseConfig, VitPoseForPoseEstimation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = VitPoseBackboneConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    image_size=[256, 192],
    patch_size=[16, 16],
    num_channels=3,
    mlp_ratio=4,
    out_indices=[12],
)
config = VitPoseConfig(
    backbone_config=backbone,
    num_labels=17,
    use_simple_decoder=True,
    scale_factor=4,
)
if pretrained:
    model = VitPoseForPoseEstimation.from_pretrained("usyd-community/vitpose-base-simple")
else:
    model = VitPoseForPoseEstimation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 256, 192)

with torch.no_grad():
    model(pixel_values=pixel_values)
