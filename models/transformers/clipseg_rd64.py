# labels: name::clipseg_rd64 author::cidas task::Image_Segmentation license::apache-2.0 test_group::transformers
"""CLIPSeg: segments what a text names.

Source: https://huggingface.co/CIDAS/clipseg-rd64-refined
"""

import torch
from transformers import CLIPSegConfig, CLIPSegForImageSegmentation, CLIPSegTextConfig, CLIPSegVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = CLIPSegTextConfig(
    vocab_size=49408,
    hidden_size=512,
    intermediate_size=2048,
    num_hidden_layers=12,
    num_attention_heads=8,
    hidden_act="quick_gelu",
    max_position_embeddings=77,
)
vision = CLIPSegVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="quick_gelu",
    image_size=224,
    patch_size=16,
    num_channels=3,
)
config = CLIPSegConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=512,
    reduce_dim=64,
    extract_layers=[3, 6, 9],
    use_complex_transposed_convolution=True,
)
if pretrained:
    model = CLIPSegForImageSegmentation.from_pretrained("CIDAS/clipseg-rd64-refined")
else:
    model = CLIPSegForImageSegmentation(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 352, 352)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
