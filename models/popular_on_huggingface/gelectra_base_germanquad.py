# labels: name::gelectra_base_germanquad author::deepset task::Question_Answering license::mit test_group::popular_on_huggingface
"""gelectra-base-germanquad: a German ELECTRA base that answers questions.

Source: https://huggingface.co/deepset/gelectra-base-germanquad
"""

import torch
from transformers import ElectraConfig, ElectraForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=31102,
    embedding_size=768,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
)
if pretrained:
    model = ElectraForQuestionAnswering.from_pretrained("deepset/gelectra-base-germanquad")
else:
    model = ElectraForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
