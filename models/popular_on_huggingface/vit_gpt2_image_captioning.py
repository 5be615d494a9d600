# labels: name::vit_gpt2_image_captioning author::nlpconnect task::Image_to_Text license::apache-2.0 test_group::popular_on_huggingface
"""vit-gpt2-image-captioning: ViT base sees, GPT-2 small writes a caption.

Source: https://huggingface.co/nlpconnect/vit-gpt2-image-captioning
"""

import torch
from transformers import GPT2Config, VisionEncoderDecoderConfig, VisionEncoderDecoderModel, ViTConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

encoder = ViTConfig(
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    image_size=224,
    patch_size=16,
)
decoder = GPT2Config(
    vocab_size=50257,
    n_positions=1024,
    n_embd=768,
    n_layer=12,
    n_head=12,
    is_decoder=True,
    add_cross_attention=True,
)
config = VisionEncoderDecoderConfig(encoder=encoder.to_dict(), decoder=decoder.to_dict())
if pretrained:
    model = VisionEncoderDecoderModel.from_pretrained("nlpconnect/vit-gpt2-image-captioning")
else:
    model = VisionEncoderDecoderModel(config)
model.eval()

pixel_values = torch.randn(batch_size, 3, 224, 224)
decoder_input_ids = torch.full((batch_size, 1), 50256)

with torch.no_grad():
    model(pixel_values=pixel_values, decoder_input_ids=decoder_input_ids)
