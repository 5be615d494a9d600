# labels: name::m2m100_418m author::facebook task::Translation license::mit test_group::popular_on_huggingface
"""m2m100_418M: M2M100: 100 languages into one another.

Source: https://huggingface.co/facebook/m2m100_418M
"""

import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = M2M100Config(
    vocab_size=128112,
    d_model=1024,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    max_position_embeddings=1024,
    scale_embedding=True,
)
if pretrained:
    model = M2M100ForConditionalGeneration.from_pretrained("facebook/m2m100_418M")
else:
    model = M2M100ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(4, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 2)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
