# labels: name::table_transformer_detection author::microsoft task::Object_Detection license::mit test_group::transformers
"""Table Transformer on ResNet-18: finds the tables of a page.

Source: https://huggingface.co/microsoft/table-transformer-detection
"""

import torch
from transformers import ResNetConfig, TableTransformerConfig, TableTransformerForObjectDetection

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

backbone = ResNetConfig(
    embedding_size=64,
    hidden_sizes=[64, 128, 256, 512],
    depths=[2, 2, 2, 2],
    hidden_act="relu",
    num_channels=3,
    layer_type="basic",
    out_features=["stage4"],
)
config = TableTransformerConfig(
    backbone_config=backbone,
    num_labels=2,
    num_queries=15,
    d_model=256,
    encoder_layers=6,
    decoder_layers=6,
)
if pretrained:
    model = TableTransformerForObjectDetection.from_pretrained("microsoft/table-transformer-detection")
else:
    model = TableTransformerForObjectDetection(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 800, 1066)

with torch.no_grad():
    model(pixel_values=pixel_values)
