# labels: name::rtdetr_v2_r18vd author::pekingu task::Object_Detection license::apache-2.0 test_group::transformers
"""RT-DETR V2 on ResNet-18-D.

Source: https://huggingface.co/PekingU/rtdetr_v2_r18vd
"""

import torch
from transformers import RTDetrResNetConfig, RTDetrV2Config, RTDetrV2ForObjectDetection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = RTDetrResNetConfig(
    embedding_size=64,
    hidden_sizes=[64, 128, 256, 512],
    depths=[2, 2, 2, 2],
    hidden_act="relu",
    num_channels=3,
    layer_type="basic",
    downsample_in_first_stage=False,
    out_features=["stage2", "stage3", "stage4"],
)
config = RTDetrV2Config(
    backbone_config=backbone,
    num_labels=80,
    decoder_layers=3,
    num_queries=300,
    encoder_in_channels=[128, 256, 512],
    hidden_expansion=0.5,
)
if pretrained:
    model = RTDetrV2ForObjectDetection.from_pretrained("PekingU/rtdetr_v2_r18vd")
else:
    model = RTDetrV2ForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
