# labels: name::bigbirdpegasus author::google task::Summarization license::apache-2.0 test_group::transformers
"""BigBird-Pegasus large: 16 layers a side, block-sparse attention in the encoder.

Source: https://huggingface.co/google/bigbird-pegasus-large-arxiv
"""

import torch
from transformers import BigBirdPegasusConfig, BigBirdPegasusForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BigBirdPegasusConfig(
    vocab_size=96103,
    d_model=1024,
    encoder_layers=16,
    decoder_layers=16,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    activation_function="gelu_new",
    max_position_embeddings=4096,
    tie_word_embeddings=True,
    attention_type="block_sparse",
    block_size=64,
    num_random_blocks=3,
)
if pretrained:
    model = BigBirdPegasusForConditionalGeneration.from_pretrained("google/bigbird-pegasus-large-arxiv")
else:
    model = BigBirdPegasusForConditionalGeneration(config)
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
