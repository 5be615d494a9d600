# labels: name::nb_bert_large author::nbailab task::Fill_Mask license::cc-by-4.0 test_group::popular_on_huggingface
"""nb-bert-large: BERT large for Norwegian, by the national library.

Source: https://huggingface.co/NbAiLab/nb-bert-large
"""

import torch
from transformers import BertConfig, BertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=50000,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForMaskedLM.from_pretrained("NbAiLab/nb-bert-large")
else:
    model = BertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
