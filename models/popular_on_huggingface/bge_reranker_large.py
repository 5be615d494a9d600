# labels: name::bge_reranker_large author::baai task::Text_Ranking license::mit test_group::popular_on_huggingface
"""bge-reranker-large: ranks passages for a query, in English and Chinese.

Source: https://huggingface.co/BAAI/bge-reranker-large
"""

import torch
from transformers import XLMRobertaConfig, XLMRobertaForSequenceClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLMRobertaConfig(
    vocab_size=250002,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=514,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    hidden_act="gelu",
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
    num_labels=1,
)
if pretrained:
    model = XLMRobertaForSequenceClassification.from_pretrained("BAAI/bge-reranker-large")
else:
    model = XLMRobertaForSequenceClassification(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
