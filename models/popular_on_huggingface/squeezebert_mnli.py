# labels: name::squeezebert_mnli author::squeezebert task::Text_Classification license::bsd test_group::popular_on_huggingface
"""squeezebert-mnli: SqueezeBERT that tells whether one sentence follows from another.

Source: https://huggingface.co/squeezebert/squeezebert-mnli
"""

import torch
from transformers import SqueezeBertConfig, SqueezeBertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = SqueezeBertConfig(
    vocab_size=30522,
    hidden_size=768,
    embedding_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    num_labels=3,
)
if pretrained:
    model = SqueezeBertForSequenceClassification.from_pretrained("squeezebert/squeezebert-mnli")
else:
    model = SqueezeBertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
