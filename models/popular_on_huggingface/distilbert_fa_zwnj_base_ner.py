# labels: name::distilbert_fa_zwnj_base_ner author::hooshvarelab task::Token_Classification license::unspecified test_group::popular_on_huggingface downloads_2023::5185
"""distilbert-fa-zwnj-base-ner: a Persian DistilBERT that finds ten kinds of entities.

Source: https://huggingface.co/HooshvareLab/distilbert-fa-zwnj-base-ner
"""

import torch
from transformers import DistilBertConfig, DistilBertForTokenClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DistilBertConfig(
    vocab_size=42000,
    dim=768,
    n_layers=6,
    n_heads=12,
    hidden_dim=3072,
    max_position_embeddings=512,
    num_labels=21,
)
if pretrained:
    model = DistilBertForTokenClassification.from_pretrained("HooshvareLab/distilbert-fa-zwnj-base-ner")
else:
    model = DistilBertForTokenClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
