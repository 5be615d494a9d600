# labels: name::mvp author::rucaibox task::Text2Text_Generation license::apache-2.0 test_group::transformers
"""MVP: a BART large, pretrained on many supervised tasks.

Source: https://huggingface.co/RUCAIBox/mvp
"""

import torch
from transformers import MvpConfig, MvpForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MvpConfig(
    vocab_size=50267,
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
    use_prompt=False,
)
if pretrained:
    model = MvpForConditionalGeneration.from_pretrained("RUCAIBox/mvp")
else:
    model = MvpForConditionalGeneration(config)
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
