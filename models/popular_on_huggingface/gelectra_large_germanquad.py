# labels: name::gelectra_large_germanquad author::deepset task::Question_Answering license::mit test_group::popular_on_huggingface
"""gelectra-large-germanquad: a German ELECTRA large that answers questions.

Source: https://huggingface.co/deepset/gelectra-large-germanquad
"""

import torch
from transformers import ElectraConfig, ElectraForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ElectraConfig(
    vocab_size=31102,
    embedding_size=1024,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=512,
)
if pretrained:
    model = ElectraForQuestionAnswering.from_pretrained("deepset/gelectra-large-germanquad")
else:
    model = ElectraForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
