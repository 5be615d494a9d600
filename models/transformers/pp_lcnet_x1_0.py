# labels: name::pp_lcnet_x1_0 author::paddlepaddle task::Image_Classification license::apache-2.0 test_group::transformers
"""PP-LCNet at width 1: tells how a document is turned.

Source: https://huggingface.co/PaddlePaddle/PP-LCNet_x1_0_doc_ori_safetensors
"""

import torch
from transformers import PPLCNetConfig, PPLCNetForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, height, width = parse(["pretrained", "batch_size", "height", "width"])

config = PPLCNetConfig(
    hidden_act="hardswish",
    scale=1.0,
    num_labels=4,
)
if pretrained:
    model = PPLCNetForImageClassification.from_pretrained("PaddlePaddle/PP-LCNet_x1_0_doc_ori_safetensors")
else:
    model = PPLCNetForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, height, width)

with torch.no_grad():
    model(pixel_values=pixel_values)
