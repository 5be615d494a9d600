# labels: name::m2m100_1b2 author::facebook task::Translation license::mit test_group::transformers
"""M2M-100 1.2B: translates between 100 languages.

Source: https://huggingface.co/facebook/m2m100_1.2B
"""

import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = M2M100Config(
    vocab_size=128112,
    d_model=1024,
    encoder_layers=24,
    decoder_layers=24,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=8192,
    decoder_ffn_dim=8192,
    activation_function="relu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
)
if pretrained:
    model = M2M100ForConditionalGeneration.from_pretrained("facebook/m2m100_1.2B")
else:
    model = M2M100ForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        decoder_input_ids=decoder_input_ids,
        use_cache=False,
    )
