# labels: name::distilcamembert_base_nli author::cmarkea task::Zero_Shot_Classification license::mit test_group::popular_on_huggingface downloads_2023::425
"""distilcamembert-base-nli: DistilCamemBERT that tells whether one sentence follows from another.

Source: https://huggingface.co/cmarkea/distilcamembert-base-nli
"""

import torch
from transformers import CamembertConfig, CamembertForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = CamembertConfig(
    vocab_size=32005,
    hidden_size=768,
    num_hidden_layers=6,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    hidden_act="gelu",
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
    num_labels=3,
)
if pretrained:
    model = CamembertForSequenceClassification.from_pretrained("cmarkea/distilcamembert-base-nli")
else:
    model = CamembertForSequenceClassification(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
