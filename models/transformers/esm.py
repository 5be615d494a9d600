# labels: name::esm author::facebook task::Fill_Mask license::mit test_group::transformers
"""ESM-1b: a protein language model of 33 layers.

Source: https://huggingface.co/facebook/esm1b_t33_650M_UR50S
"""

import torch
from transformers import EsmConfig, EsmForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = EsmConfig(
    vocab_size=33,
    hidden_size=1280,
    intermediate_size=5120,
    num_hidden_layers=33,
    num_attention_heads=20,
    max_position_embeddings=1026,
    tie_word_embeddings=True,
    mask_token_id=32,
    pad_token_id=1,
    emb_layer_norm_before=True,
    token_dropout=True,
    position_embedding_type="absolute",
)
if pretrained:
    model = EsmForMaskedLM.from_pretrained("facebook/esm1b_t33_650M_UR50S")
else:
    model = EsmForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
