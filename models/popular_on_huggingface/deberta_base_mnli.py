# labels: name::deberta_base_mnli author::microsoft task::Text_Classification license::mit test_group::popular_on_huggingface
"""deberta-base-mnli: DeBERTa base that tells whether one sentence follows from another.

Source: https://huggingface.co/microsoft/deberta-base-mnli
"""

import torch
from transformers import DebertaConfig, DebertaForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DebertaConfig(
    vocab_size=50265,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=0,
    relative_attention=True,
    max_relative_positions=-1,
    pos_att_type=["c2p", "p2c"],
    position_biased_input=False,
    layer_norm_eps=1e-07,
    pooler_dropout=0,
    pooler_hidden_act="gelu",
    pooler_hidden_size=768,
    num_labels=3,
)
if pretrained:
    model = DebertaForSequenceClassification.from_pretrained("microsoft/deberta-base-mnli")
else:
    model = DebertaForSequenceClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
