# labels: name::altclip author::baai task::Zero_Shot_Image_Classification license::creativeml-openrail-m test_group::transformers
"""AltCLIP: CLIP large with an XLM-RoBERTa for its text.

Source: https://huggingface.co/BAAI/AltCLIP
"""

import torch
from transformers import AltCLIPConfig, AltCLIPModel, AltCLIPTextConfig, AltCLIPVisionConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

text = AltCLIPTextConfig(
    vocab_size=250002,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    project_dim=768,
)
vision = AltCLIPVisionConfig(
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="quick_gelu",
    image_size=224,
    patch_size=14,
    num_channels=3,
    projection_dim=768,
)
config = AltCLIPConfig(
    text_config=text,
    vision_config=vision,
    projection_dim=768,
)
if pretrained:
    model = AltCLIPModel.from_pretrained("BAAI/AltCLIP")
else:
    model = AltCLIPModel(config)
model.eval()

input_ids = torch.randint(0, text.vocab_size, (batch_size, 77))
attention_mask = torch.ones_like(input_ids)
pixel_values = torch.randn(batch_size, 3, 224, 224)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, pixel_values=pixel_values)
