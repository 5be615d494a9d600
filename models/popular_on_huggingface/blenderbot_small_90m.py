# labels: name::blenderbot_small_90m author::facebook task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface
"""blenderbot_small-90M: the first small Blenderbot.

Source: https://huggingface.co/facebook/blenderbot_small-90M
"""

import torch
from transformers import BlenderbotSmallConfig, BlenderbotSmallForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BlenderbotSmallConfig(
    vocab_size=54944,
    d_model=512,
    encoder_layers=8,
    decoder_layers=8,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=2048,
    decoder_ffn_dim=2048,
    max_position_embeddings=512,
    scale_embedding=True,
)
if pretrained:
    model = BlenderbotSmallForConditionalGeneration.from_pretrained("facebook/blenderbot_small-90M")
else:
    model = BlenderbotSmallForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 1)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
