# labels: name::rtdetr_r50vd author::pekingu task::Object_Detection license::apache-2.0 test_group::transformers
"""RT-DETR on ResNet-50-D: detection in real time.

Source: https://huggingface.co/PekingU/rtdetr_r50vd
"""

import torch
from transformers import RTDetrConfig, RTDetrForObjectDetection, RTDetrResNetConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = RTDetrResNetConfig(
    embedding_size=64,
    hidden_sizes=[256, 512, 1024, 2048],
    depths=[3, 4, 6, 3],
    hidden_act="relu",
    num_channels=3,
    layer_type="bottleneck",
    downsample_in_first_stage=False,
    out_features=["stage2", "stage3", "stage4"],
)
config = RTDetrConfig(
    backbone_config=backbone,
    num_labels=80,
    decoder_layers=6,
    num_queries=300,
)
if pretrained:
    model = RTDetrForObjectDetection.from_pretrained("PekingU/rtdetr_r50vd")
else:
    model = RTDetrForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 640, 640)

with torch.no_grad():
    model(pixel_values=pixel_values)
