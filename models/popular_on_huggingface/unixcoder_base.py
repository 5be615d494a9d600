# labels: name::unixcoder_base author::microsoft task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""unixcoder-base: UniXcoder: RoBERTa base for code, with 1,026 positions.

Source: https://huggingface.co/microsoft/unixcoder-base
"""

import torch
from transformers import RobertaConfig, RobertaModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = RobertaConfig(
    vocab_size=51416,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=1026,
    type_vocab_size=10,
    layer_norm_eps=1e-05,
    hidden_act="gelu",
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    model = RobertaModel.from_pretrained("microsoft/unixcoder-base")
else:
    model = RobertaModel(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
