# labels: name::pegasus_cnn_dailymail author::google task::Summarization license::unspecified test_group::popular_on_huggingface
"""pegasus-cnn_dailymail: PEGASUS that sums up news.

Source: https://huggingface.co/google/pegasus-cnn_dailymail
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
    max_position_embeddings=1024,
    scale_embedding=True,
)
if pretrained:
    model = PegasusForConditionalGeneration.from_pretrained("google/pegasus-cnn_dailymail")
else:
    model = PegasusForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(2, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 0)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
