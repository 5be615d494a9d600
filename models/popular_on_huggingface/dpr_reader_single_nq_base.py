# labels: name::dpr_reader_single_nq_base author::facebook task::Question_Answering license::cc-by-nc-4.0 test_group::popular_on_huggingface
"""dpr-reader-single-nq-base: DPR: BERT base that finds the answer in a passage.

Source: https://huggingface.co/facebook/dpr-reader-single-nq-base
"""

import torch
from transformers import DPRConfig, DPRReader

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DPRConfig(
    vocab_size=30522,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
    projection_dim=0,
)
if pretrained:
    model = DPRReader.from_pretrained("facebook/dpr-reader-single-nq-base")
else:
    model = DPRReader(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
