# labels: name::siglip_so400m_patch14_384 author::google task::Zero_Shot_Image_Classification license::apache-2.0 test_group::transformers
"""SigLIP SO400M with patches of 14 pixels.

Source: https://huggingface.co/google/siglip-so400m-patch14-384
"""

import torch
from transformers import SiglipConfig, SiglipModel, SiglipTextConfig, SiglipVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = SiglipTextConfig(
    vocab_size=32000,
    hidden_size=1152,
    intermediate_size=4304,
    num_hidden_layers=27,
    num_attention_heads=16,
    hidden_act="gelu_pytorch_tanh",
    max_position_embeddings=64,
)
vision = SiglipVisionConfig(
    hidden_size=1152,
    intermediate_size=4304,
    num_hidden_layers=27,
    num_attention_heads=16,
    hidden_act="gelu_pytorch_tanh",
    image_size=384,
    patch_size=14,
    num_channels=3,
)
config = SiglipConfig(text_config=text, vision_config=vision)
if pretrained:
    model = SiglipModel.from_pretrained("google/siglip-so400m-patch14-384")
else:
    model = SiglipModel(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, text.max_position_embeddings))
pixel_values = torch.randn(batch_size, 3, 384, 384)

with torch.no_grad():
    model(input_ids=input_ids, pixel_values=pixel_values)
