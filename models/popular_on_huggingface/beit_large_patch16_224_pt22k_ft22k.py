# labels: name::beit_large_patch16_224_pt22k_ft22k author::microsoft task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::384
"""beit-large-patch16-224-pt22k-ft22k: BEiT large with 21,841 classes.

Source: https://huggingface.co/microsoft/beit-large-patch16-224-pt22k-ft22k
"""

import torch
from transformers import BeitConfig, BeitForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = BeitConfig(
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    image_size=224,
    patch_size=16,
    use_relative_position_bias=True,
    use_mask_token=False,
    layer_scale_init_value=1e-05,
    use_mean_pooling=True,
    num_labels=21841,
)
if pretrained:
    model = BeitForImageClassification.from_pretrained("microsoft/beit-large-patch16-224-pt22k-ft22k")
else:
    model = BeitForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
