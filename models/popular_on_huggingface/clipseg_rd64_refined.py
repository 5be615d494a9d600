# labels: name::clipseg_rd64_refined author::cidas task::Image_Segmentation license::apache-2.0 test_group::popular_on_huggingface
"""clipseg-rd64-refined: CLIPSeg: segments what words describe.

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
    max_position_embeddings=77,
    hidden_act="quick_gelu",
    eos_token_id=49407,
)
vision = CLIPSegVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    image_size=352,
    patch_size=16,
    hidden_act="quick_gelu",
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

input_ids = torch.randint(1, text.vocab_size - 2, (batch_size, 77))
input_ids[:, -1] = 49407  # the end of a caption
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, vision.image_size, vision.image_size)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
