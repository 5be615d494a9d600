# labels: name::data2vec_vision_large author::facebook task::Image_Classification license::apache-2.0 test_group::transformers
"""data2vec for images, large.

Source: https://huggingface.co/facebook/data2vec-vision-large-ft1k
"""

import torch
from transformers import Data2VecVisionConfig, Data2VecVisionForImageClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, num_channels = parse(["pretrained", "batch_size", "num_channels"])

config = Data2VecVisionConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    image_size=224,
    patch_size=16,
    use_relative_position_bias=True,
    use_mean_pooling=True,
    layer_scale_init_value=1e-05,
    num_labels=1000,
    num_channels=num_channels,
)
if pretrained:
    model = Data2VecVisionForImageClassification.from_pretrained("facebook/data2vec-vision-large-ft1k")
else:
    model = Data2VecVisionForImageClassification(config)
model.eval()

pixel_values = torch.randn(batch_size, num_channels, 224, 224)

with torch.no_grad():
    model(pixel_values=pixel_values)
