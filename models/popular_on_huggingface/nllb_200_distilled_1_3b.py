# labels: name::nllb_200_distilled_1_3b author::facebook task::Translation license::cc-by-nc-4.0 test_group::popular_on_huggingface size::large
"""nllb-200-distilled-1.3B: NLLB with 24 layers a side.

Source: https://huggingface.co/facebook/nllb-200-distilled-1.3B
"""

import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = M2M100Config(
    vocab_size=256206,
    d_model=1024,
    encoder_layers=24,
    decoder_layers=24,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=8192,
    decoder_ffn_dim=8192,
    max_position_embeddings=1024,
    scale_embedding=True,
)
if pretrained:
    model = M2M100ForConditionalGeneration.from_pretrained("facebook/nllb-200-distilled-1.3B")
else:
    model = M2M100ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(4, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 2)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
