# labels: name::pegasus_base author::google task::Summarization license::apache-2.0 test_group::transformers
"""PEGASUS in its paper's base size: 12 layers a side.

Source: https://arxiv.org/abs/1912.08777
"""

import torch
from transformers import PegasusConfig, PegasusForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
batch_size, max_seq_length = parse(["batch_size", "max_seq_length"])

config = PegasusConfig(
    vocab_size=96103,
    d_model=768,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=12,
    decoder_attention_heads=12,
    encoder_ffn_dim=3072,
    decoder_ffn_dim=3072,
    activation_function="relu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
    scale_embedding=True,
)
model = PegasusForConditionalGeneration(config).eval()

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
