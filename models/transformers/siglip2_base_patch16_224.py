# labels: name::siglip2_base_patch16_224 author::google task::Zero_Shot_Image_Classification license::apache-2.0 test_group::transformers
"""SigLIP 2 base with patches of 16 pixels.

Source: https://huggingface.co/google/siglip2-base-patch16-224
"""

import torch
from transformers import SiglipConfig, SiglipModel, SiglipTextConfig, SiglipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = SiglipTextConfig(
    vocab_size=256000,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu_pytorch_tanh",
    max_position_embeddings=64,
)
vision = SiglipVisionConfig(
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu_pytorch_tanh",
    image_size=224,
    patch_size=16,
    num_channels=3,
)
config = SiglipConfig(text_config=text, vision_config=vision)
if pretrained:
    model = SiglipModel.from_pretrained("google/siglip2-base-patch16-224")
else:
    model = SiglipModel(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(input_ids=input_ids, pixel_values=pixel_values)
