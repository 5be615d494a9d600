# labels: name::tapas_base author::google task::Table_Question_Answering license::apache-2.0 test_group::transformers
"""TAPAS base: a BERT that answers questions about tables.

Source: https://huggingface.co/google/tapas-base-finetuned-wtq
"""

import torch
from transformers import TapasConfig, TapasForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = TapasConfig(
    vocab_size=30522,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
    num_aggregation_labels=4,
    use_answer_as_supervision=True,
)
if pretrained:
    model = TapasForQuestionAnswering.from_pretrained("google/tapas-base-finetuned-wtq")
else:
    model = TapasForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
# Segment, column, row, previous label and three ranks of each token.
token_type_ids = torch.zeros(batch_size, max_seq_length, len(config.type_vocab_sizes), dtype=torch.int64)
token_type_ids[:, max_seq_length // 2 :, :3] = 1

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
