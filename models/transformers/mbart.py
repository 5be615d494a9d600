# labels: name::mbart author::facebook task::Translation license::mit test_group::transformers
"""mBART large for 25 languages: 12 layers a side.

Source: https://huggingface.co/facebook/mbart-large-cc25
"""

import torch
from transformers import MBartConfig, MBartForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MBartConfig(
    vocab_size=250027,
    d_model=1024,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    activation_function="gelu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
    scale_embedding=True,
)
if pretrained:
    model = MBartForConditionalGeneration.from_pretrained("facebook/mbart-large-cc25")
else:
    model = MBartForConditionalGeneration(config)
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
