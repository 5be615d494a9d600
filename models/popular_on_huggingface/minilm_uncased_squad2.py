# labels: name::minilm_uncased_squad2 author::deepset task::Question_Answering license::cc-by-4.0 test_group::popular_on_huggingface
"""minilm-uncased-squad2: MiniLM that answers questions about a text.

Source: https://huggingface.co/deepset/minilm-uncased-squad2
"""

import torch
from transformers import BertConfig, BertForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=30522,
    hidden_size=384,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=1536,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForQuestionAnswering.from_pretrained("deepset/minilm-uncased-squad2")
else:
    model = BertForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
