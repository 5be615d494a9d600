# labels: name::trocr_small_handwritten author::microsoft task::Image_to_Text license::unspecified test_group::popular_on_huggingface downloads_2023::1138
"""trocr-small-handwritten: TrOCR small: reads a handwritten line.

Source: https://huggingface.co/microsoft/trocr-small-handwritten
"""

import torch
from transformers import DeiTConfig, TrOCRConfig, VisionEncoderDecoderConfig, VisionEncoderDecoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

encoder = DeiTConfig(
    hidden_size=384,
    num_hidden_layers=12,
    num_attention_heads=6,
    intermediate_size=1536,
    image_size=384,
    patch_size=16,
)
decoder = TrOCRConfig(
    vocab_size=64044,
    d_model=256,
    decoder_layers=6,
    decoder_attention_heads=8,
    decoder_ffn_dim=1024,
    max_position_embeddings=512,
    activation_function="relu",
    scale_embedding=True,
    use_learned_position_embeddings=True,
    layernorm_embedding=True,
    cross_attention_hidden_size=384,
    is_decoder=True,
    add_cross_attention=True,
)
config = VisionEncoderDecoderConfig(encoder=encoder.to_dict(), decoder=decoder.to_dict())
if pretrained:
    model = VisionEncoderDecoderModel.from_pretrained("microsoft/trocr-small-handwritten")
else:
    model = VisionEncoderDecoderModel(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 384, 384)
decoder_input_ids = torch.full((batch_size, 1), 2)

with torch.no_grad():
    model(pixel_values=pixel_values, decoder_input_ids=decoder_input_ids)
