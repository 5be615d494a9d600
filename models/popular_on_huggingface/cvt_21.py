# labels: name::cvt_21 author::microsoft task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""cvt-21: CvT of 21 layers.

Source: https://huggingface.co/microsoft/cvt-21
"""

import torch
from transformers import CvtConfig, CvtForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = CvtConfig(
    embed_dim=[64, 192, 384],
    depth=[1, 4, 16],
    num_heads=[1, 3, 6],
    num_labels=1000,
)
if pretrained:
    model = CvtForImageClassification.from_pretrained("microsoft/cvt-21")
else:
    model = CvtForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
