# labels: name::scibert_scivocab_cased_ner_jnlpba author::fran-martinez task::Token_Classification license::unspecified test_group::popular_on_huggingface downloads_2023::10836
"""scibert_scivocab_cased_ner_jnlpba: SciBERT that finds genes, proteins and cells.

Source: https://huggingface.co/fran-martinez/scibert_scivocab_cased_ner_jnlpba
"""

import torch
from transformers import BertConfig, BertForTokenClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=31116,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    num_labels=11,
)
if pretrained:
    model = BertForTokenClassification.from_pretrained("fran-martinez/scibert_scivocab_cased_ner_jnlpba")
else:
    model = BertForTokenClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
