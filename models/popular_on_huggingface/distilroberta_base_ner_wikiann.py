# labels: name::distilroberta_base_ner_wikiann author::philschmid task::Token_Classification license::apache-2.0 test_group::popular_on_huggingface downloads_2023::233
"""distilroberta-base-ner-wikiann: DistilRoBERTa that finds entities of Wikipedia.

Source: https://huggingface.co/philschmid/distilroberta-base-ner-wikiann
"""

import torch
from transformers import RobertaConfig, RobertaForTokenClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = RobertaConfig(
    vocab_size=50265,
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
    num_labels=7,
)
if pretrained:
    model = RobertaForTokenClassification.from_pretrained("philschmid/distilroberta-base-ner-wikiann")
else:
    model = RobertaForTokenClassification(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
