# labels: name::siglip_so400m_patch14_384 author::google task::Zero_Shot_Image_Classification license::apache-2.0 test_group::popular_on_huggingface
"""siglip-so400m-patch14-384: SigLIP so400m-patch14-384: compares images with captions pair by pair.

Source: https://huggingface.co/google/siglip-so400m-patch14-384
"""

import torch
from transformers import SiglipConfig, SiglipModel, SiglipTextConfig, SiglipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = SiglipTextConfig(
    vocab_size=32000,
    max_position_embeddings=64,
    hidden_size=1152,
    intermediate_size=4304,
    num_hidden_layers=27,
    num_attention_heads=16,
)
vision = SiglipVisionConfig(
    image_size=384,
    patch_size=14,
    hidden_size=1152,
    intermediate_size=4304,
    num_hidden_layers=27,
    num_attention_heads=16,
)
config = SiglipConfig(
    text_config=text,
    vision_config=vision,
    initializer_factor=1.0,
)
if pretrained:
    model = SiglipModel.from_pretrained("google/siglip-so400m-patch14-384")
else:
    model = SiglipModel(config)
model.eval()

input_ids = torch.randint(1, text.vocab_size - 2, (2, 64))
input_ids[:, -1] = 1  # the end of a caption
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, vision.image_size, vision.image_size)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
