# labels: name::esm2_3b author::facebook task::Fill_Mask license::mit test_group::transformers size::large
"""ESM-2 3B: a protein language model of 36 layers with rotary positions. It runs 8 layers of its 36 unless --num_layers says otherwise.

Source: https://huggingface.co/facebook/esm2_t36_3B_UR50D
"""

import torch
from transformers import EsmConfig, EsmForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = EsmConfig(
    vocab_size=33,
    hidden_size=2560,
    intermediate_size=10240,
    num_attention_heads=40,
    max_position_embeddings=1026,
    tie_word_embeddings=True,
    mask_token_id=32,
    pad_token_id=1,
    emb_layer_norm_before=False,
    token_dropout=True,
    position_embedding_type="rotary",
    num_hidden_layers=num_layers,
)
if pretrained:
    model = EsmForMaskedLM.from_pretrained("facebook/esm2_t36_3B_UR50D")
else:
    model = EsmForMaskedLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
