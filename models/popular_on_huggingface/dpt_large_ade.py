# labels: name::dpt_large_ade author::intel task::Image_Segmentation license::apache-2.0 test_group::popular_on_huggingface downloads_2023::1255
"""dpt-large-ade: DPT large that segments 150 classes.

Source: https://huggingface.co/Intel/dpt-large-ade
"""

import torch
from transformers import DPTConfig, DPTForSemanticSegmentation

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = DPTConfig(
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    image_size=384,
    patch_size=16,
    backbone_out_indices=[5, 11, 17, 23],
    neck_hidden_sizes=[256, 512, 1024, 1024],
    fusion_hidden_size=256,
    num_labels=150,
)
if pretrained:
    model = DPTForSemanticSegmentation.from_pretrained("Intel/dpt-large-ade")
else:
    model = DPTForSemanticSegmentation(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 384, 384)

with torch.no_grad():
    model(pixel_values=pixel_values)
