# labels: name::esm2_t6_8m_ur50d author::facebook task::Fill_Mask license::mit test_group::popular_on_huggingface
"""esm2_t6_8M_UR50D: ESM-2: 6 layers that read proteins.

Source: https://huggingface.co/facebook/esm2_t6_8M_UR50D
"""

import torch
from transformers import EsmConfig, EsmForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = EsmConfig(
    vocab_size=33,
    hidden_size=320,
    num_hidden_layers=6,
    num_attention_heads=20,
    intermediate_size=1280,
    max_position_embeddings=1026,
    position_embedding_type="rotary",
    token_dropout=True,
    emb_layer_norm_before=False,
    layer_norm_eps=1e-05,
    pad_token_id=1,
    mask_token_id=32,
)
if pretrained:
    model = EsmForMaskedLM.from_pretrained("facebook/esm2_t6_8M_UR50D")
else:
    model = EsmForMaskedLM(config)
model.eval()

input_ids = torch.randint(4, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
