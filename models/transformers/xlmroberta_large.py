# labels: name::xlmroberta_large author::facebook task::Fill_Mask license::mit test_group::transformers
"""XLM-RoBERTa large: RoBERTa large for 100 languages.

Source: https://huggingface.co/FacebookAI/xlm-roberta-large
"""

import torch
from transformers import XLMRobertaConfig, XLMRobertaModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = XLMRobertaConfig(
    vocab_size=250002,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    tie_word_embeddings=True,
)
if pretrained:
    model = XLMRobertaModel.from_pretrained("FacebookAI/xlm-roberta-large")
else:
    model = XLMRobertaModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
