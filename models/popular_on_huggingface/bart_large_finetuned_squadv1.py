# labels: name::bart_large_finetuned_squadv1 author::valhalla task::Question_Answering license::unspecified test_group::popular_on_huggingface downloads_2023::1872
"""bart-large-finetuned-squadv1: BART large that answers questions about a text.

Source: https://huggingface.co/valhalla/bart-large-finetuned-squadv1
"""

import torch
from transformers import BartConfig, BartForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BartConfig(
    vocab_size=50265,
    d_model=1024,
    encoder_layers=12,
    decoder_layers=12,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    max_position_embeddings=1024,
)
if pretrained:
    model = BartForQuestionAnswering.from_pretrained("valhalla/bart-large-finetuned-squadv1")
else:
    model = BartForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
