# labels: name::siglip_large_patch16_256 author::google task::Zero_Shot_Image_Classification license::apache-2.0 test_group::transformers
"""SigLIP large with patches of 16 pixels.

Source: https://huggingface.co/google/siglip-large-patch16-256
"""

import torch
from transformers import SiglipConfig, SiglipModel, SiglipTextConfig, SiglipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = SiglipTextConfig(
    vocab_size=32000,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu_pytorch_tanh",
    max_position_embeddings=64,
)
vision = SiglipVisionConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu_pytorch_tanh",
    image_size=256,
    patch_size=16,
    num_channels=3,
)
config = SiglipConfig(text_config=text, vision_config=vision)
if pretrained:
    model = SiglipModel.from_pretrained("google/siglip-large-patch16-256")
else:
    model = SiglipModel(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
pixel_values = torch.randn(batch_size, 3, 256, 256)

with torch.no_grad():
    model(input_ids=input_ids, pixel_values=pixel_values)
