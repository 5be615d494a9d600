# labels: name::electra_base_emotion author::bhadresh-savani task::Text_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::348
"""electra-base-emotion: ELECTRA base that tells six emotions apart.

Source: https://huggingface.co/bhadresh-savani/electra-base-emotion
"""

import torch
from transformers import ElectraConfig, ElectraForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=30522,
    embedding_size=768,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    num_labels=6,
)
if pretrained:
    model = ElectraForSequenceClassification.from_pretrained("bhadresh-savani/electra-base-emotion")
else:
    model = ElectraForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
