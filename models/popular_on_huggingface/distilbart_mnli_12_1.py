# labels: name::distilbart_mnli_12_1 author::valhalla task::Zero_Shot_Classification license::unspecified test_group::popular_on_huggingface
"""distilbart-mnli-12-1: BART large with 1 decoder layer left, for zero-shot classification.

Source: https://huggingface.co/valhalla/distilbart-mnli-12-1
"""

import torch
from transformers import BartConfig, BartForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BartConfig(
    vocab_size=50265,
    d_model=1024,
    encoder_layers=12,
    decoder_layers=1,
    encoder_attention_heads=16,
    decoder_attention_heads=16,
    encoder_ffn_dim=4096,
    decoder_ffn_dim=4096,
    max_position_embeddings=1024,
    num_labels=3,
)
if pretrained:
    model = BartForSequenceClassification.from_pretrained("valhalla/distilbart-mnli-12-1")
else:
    model = BartForSequenceClassification(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
input_ids[:, -1] = 2  # the end of the text, where its class is read
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
