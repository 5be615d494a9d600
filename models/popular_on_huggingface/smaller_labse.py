# labels: name::smaller_labse author::setu4993 task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface downloads_2023::1111
"""smaller-LaBSE: LaBSE cut down to 15 languages; its pooler gives the sentence.

Source: https://huggingface.co/setu4993/smaller-LaBSE
"""

import torch
from transformers import BertConfig, BertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=173347,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertModel.from_pretrained("setu4993/smaller-LaBSE")
else:
    model = BertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
