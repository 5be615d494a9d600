# labels: name::bleurt_large_512 author::elron task::Text_Classification license::unspecified test_group::popular_on_huggingface downloads_2023::3298
"""bleurt-large-512: BLEURT large: scores a translation against its reference.

Source: https://huggingface.co/Elron/bleurt-large-512
"""

import torch
from transformers import BertConfig, BertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    num_labels=1,
)
if pretrained:
    model = BertForSequenceClassification.from_pretrained("Elron/bleurt-large-512")
else:
    model = BertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
