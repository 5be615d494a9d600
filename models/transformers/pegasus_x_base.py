# labels: name::pegasus_x_base author::google task::Summarization license::apache-2.0 test_group::transformers
"""PEGASUS-X base: 12 layers a side, block-local attention for long texts.

Source: https://huggingface.co/google/pegasus-x-base
"""

import torch
from transformers import PegasusXConfig, PegasusXForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = PegasusXConfig(
    vocab_size=96103,
    d_model=768,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=12,
    decoder_attention_heads=12,
    encoder_ffn_dim=3072,
    decoder_ffn_dim=3072,
    activation_function="gelu",
    max_position_embeddings=16384,
    tie_word_embeddings=True,
    num_global_tokens=128,
    block_size=512,
)
if pretrained:
    model = PegasusXForConditionalGeneration.from_pretrained("google/pegasus-x-base")
else:
    model = PegasusXForConditionalGeneration(config)
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
