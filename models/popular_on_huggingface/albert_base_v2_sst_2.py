# labels: name::albert_base_v2_sst_2 author::textattack task::Text_Classification license::unspecified test_group::popular_on_huggingface
"""albert-base-v2-SST-2: ALBERT base that tells good from bad reviews.

Source: https://huggingface.co/textattack/albert-base-v2-SST-2
"""

import torch
from transformers import AlbertConfig, AlbertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = AlbertConfig(
    vocab_size=30000,
    embedding_size=128,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    hidden_act="gelu_new",
    max_position_embeddings=512,
    num_labels=2,
)
if pretrained:
    model = AlbertForSequenceClassification.from_pretrained("textattack/albert-base-v2-SST-2")
else:
    model = AlbertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
