# labels: name::cvt_13 author::microsoft task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::7775
"""cvt-13: CvT: convolutions embed the tokens of 13 layers.

Source: https://huggingface.co/microsoft/cvt-13
"""

import torch
from transformers import CvtConfig, CvtForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = CvtConfig(
    embed_dim=[64, 192, 384],
    depth=[1, 2, 10],
    num_heads=[1, 3, 6],
    num_labels=1000,
)
if pretrained:
    model = CvtForImageClassification.from_pretrained("microsoft/cvt-13")
else:
    model = CvtForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
