# labels: name::wikineural_multilingual_ner author::babelscape task::Token_Classification license::cc-by-nc-sa-4.0 test_group::popular_on_huggingface downloads_2023::2798
"""wikineural-multilingual-ner: multilingual BERT that finds named entities in nine languages.

Source: https://huggingface.co/Babelscape/wikineural-multilingual-ner
"""

import torch
from transformers import BertConfig, BertForTokenClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=119547,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    num_labels=9,
)
if pretrained:
    model = BertForTokenClassification.from_pretrained("Babelscape/wikineural-multilingual-ner")
else:
    model = BertForTokenClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
