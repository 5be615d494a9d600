# labels: name::distilbert_base_cased_distilled_squad author::distilbert task::Question_Answering license::apache-2.0 test_group::popular_on_huggingface
"""distilbert-base-cased-distilled-squad: DistilBERT that answers questions about a text.

Source: https://huggingface.co/distilbert/distilbert-base-cased-distilled-squad
"""

import torch
from transformers import DistilBertConfig, DistilBertForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DistilBertConfig(
    vocab_size=28996,
    dim=768,
    n_layers=6,
    n_heads=12,
    hidden_dim=3072,
    max_position_embeddings=512,
)
if pretrained:
    model = DistilBertForQuestionAnswering.from_pretrained("distilbert/distilbert-base-cased-distilled-squad")
else:
    model = DistilBertForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
