# labels: name::data2vec_vision_base_ft1k author::facebook task::Image_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::896
"""data2vec-vision-base-ft1k: data2vec base for images.

Source: https://huggingface.co/facebook/data2vec-vision-base-ft1k
"""

import torch
from transformers import Data2VecVisionConfig, Data2VecVisionForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = Data2VecVisionConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    image_size=224,
    patch_size=16,
    use_relative_position_bias=True,
    use_mask_token=False,
    layer_scale_init_value=0.1,
    use_mean_pooling=True,
    num_labels=1000,
)
if pretrained:
    model = Data2VecVisionForImageClassification.from_pretrained("facebook/data2vec-vision-base-ft1k")
else:
    model = Data2VecVisionForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
