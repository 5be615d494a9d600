# labels: name::distilbart_xsum_9_6 author::sshleifer task::Summarization license::apache-2.0 test_group::popular_on_huggingface
"""distilbart-xsum-9-6: BART large with 9 encoder and 6 decoder layers left, for summaries.

Source: https://huggingface.co/sshleifer/distilbart-xsum-9-6
"""

import torch
from transformers import BartConfig, BartForConditionalGeneration

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BartConfig(
    vocab_size=50264,
    d_model=1024,
    encoder_layers=9,
    decoder_layers=6,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    max_position_embeddings=1024,
)
if pretrained:
    model = BartForConditionalGeneration.from_pretrained("sshleifer/distilbart-xsum-9-6")
else:
    model = BartForConditionalGeneration(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
decoder_input_ids = torch.full((batch_size, 1), 2)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, decoder_input_ids=decoder_input_ids)
