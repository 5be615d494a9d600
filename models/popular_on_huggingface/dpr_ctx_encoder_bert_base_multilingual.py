# labels: name::dpr_ctx_encoder_bert_base_multilingual author::voidful task::Feature_Extraction license::unspecified test_group::popular_on_huggingface downloads_2023::1900
"""dpr-ctx_encoder-bert-base-multilingual: DPR for many languages: turns passages into vectors.

Source: https://huggingface.co/voidful/dpr-ctx_encoder-bert-base-multilingual
"""

import torch
from transformers import DPRConfig, DPRContextEncoder

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DPRConfig(
    vocab_size=119547,
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
    model = DPRContextEncoder.from_pretrained("voidful/dpr-ctx_encoder-bert-base-multilingual")
else:
    model = DPRContextEncoder(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
