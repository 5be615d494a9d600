# labels: name::rbt6 author::hfl task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface
"""rbt6: six layers of the Chinese RoBERTa, with both pretraining heads.

Source: https://huggingface.co/hfl/rbt6
"""

import torch
from transformers import BertConfig, BertForPreTraining

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=21128,
    hidden_size=768,
    num_hidden_layers=6,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForPreTraining.from_pretrained("hfl/rbt6")
else:
    model = BertForPreTraining(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
