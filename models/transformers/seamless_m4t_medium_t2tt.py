# labels: name::seamless_m4t_medium_t2tt author::facebook task::Translation license::cc-by-nc-4.0 test_group::transformers
"""SeamlessM4T medium: its text-to-text translation.

Source: https://huggingface.co/facebook/hf-seamless-m4t-medium
"""

import torch
from transformers import SeamlessM4TConfig, SeamlessM4TForTextToText

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = SeamlessM4TConfig(
    vocab_size=256206,
    hidden_size=1024,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    activation_function="relu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
)
if pretrained:
    model = SeamlessM4TForTextToText.from_pretrained("facebook/hf-seamless-m4t-medium")
else:
    model = SeamlessM4TForTextToText(config)
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
