# labels: name::bert_base_uncased_sts_b author::textattack task::Text_Classification license::unspecified test_group::popular_on_huggingface
"""bert-base-uncased-STS-B: BERT base that scores how alike two sentences are.

Source: https://huggingface.co/textattack/bert-base-uncased-STS-B
"""

import torch
from transformers import BertConfig, BertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    num_labels=1,
)
if pretrained:
    model = BertForSequenceClassification.from_pretrained("textattack/bert-base-uncased-STS-B")
else:
    model = BertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
