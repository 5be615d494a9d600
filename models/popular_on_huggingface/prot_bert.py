# labels: name::prot_bert author::rostlab task::Fill_Mask license::unspecified test_group::popular_on_huggingface downloads_2023::332524
"""prot_bert: ProtBERT: 30 layers that read amino acids.

Source: https://huggingface.co/Rostlab/prot_bert
"""

import torch
from transformers import BertConfig, BertForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30,
    hidden_size=1024,
    num_hidden_layers=30,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=40000,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForMaskedLM.from_pretrained("Rostlab/prot_bert")
else:
    model = BertForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
