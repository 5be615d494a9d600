# labels: name::trocr_large_printed author::microsoft task::Image_to_Text license::unspecified test_group::popular_on_huggingface downloads_2023::2727
"""trocr-large-printed: TrOCR large: reads a printed line.

Source: https://huggingface.co/microsoft/trocr-large-printed
"""

import torch
from transformers import TrOCRConfig, VisionEncoderDecoderConfig, VisionEncoderDecoderModel, ViTConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

encoder = ViTConfig(
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    image_size=384,
    patch_size=16,
    qkv_bias=False,
)
decoder = TrOCRConfig(
    vocab_size=50265,
    d_model=1024,
    decoder_layers=12,
    decoder_attention_heads=16,
    decoder_ffn_dim=4096,
    max_position_embeddings=512,
    activation_function="gelu",
    scale_embedding=False,
    use_learned_position_embeddings=True,
    layernorm_embedding=True,
    cross_attention_hidden_size=1024,
    is_decoder=True,
    add_cross_attention=True,
)
config = VisionEncoderDecoderConfig(encoder=encoder.to_dict(), decoder=decoder.to_dict())
if pretrained:
    model = VisionEncoderDecoderModel.from_pretrained("microsoft/trocr-large-printed")
else:
    model = VisionEncoderDecoderModel(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 384, 384)
decoder_input_ids = torch.full((batch_size, 1), 2)

with torch.no_grad():
    model(pixel_values=pixel_values, decoder_input_ids=decoder_input_ids)
