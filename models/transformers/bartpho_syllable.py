# labels: name::bartpho_syllable author::vinai task::Fill_Mask license::mit test_group::transformers
"""BARTpho syllable large: a Vietnamese encoder and decoder of 12 layers each.

Source: https://huggingface.co/vinai/bartpho-syllable
"""

import torch
from transformers import MBartConfig, MBartModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MBartConfig(
    vocab_size=40030,
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
    scale_embedding=False,
)
if pretrained:
    model = MBartModel.from_pretrained("vinai/bartpho-syllable")
else:
    model = MBartModel(config)
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
