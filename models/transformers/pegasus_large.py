# labels: name::pegasus_large author::google task::Summarization license::apache-2.0 test_group::transformers
"""PEGASUS large: 16 layers a side.

Source: https://huggingface.co/google/pegasus-large
"""

import torch
from transformers import PegasusConfig, PegasusForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = PegasusConfig(
    vocab_size=96103,
    d_model=1024,
    encoder_layers=16,
    decoder_layers=16,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    activation_function="relu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
    scale_embedding=True,
)
if pretrained:
    model = PegasusForConditionalGeneration.from_pretrained("google/pegasus-large")
else:
    model = PegasusForConditionalGeneration(config)
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
