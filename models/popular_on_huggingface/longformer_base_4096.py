# labels: name::longformer_base_4096 author::allenai task::Fill_Mask license::apache-2.0 test_group::popular_on_huggingface
"""longformer-base-4096: Longformer: RoBERTa base with sliding attention over 4,096 tokens.

Source: https://huggingface.co/allenai/longformer-base-4096
"""

import torch
from transformers import LongformerConfig, LongformerForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LongformerConfig(
    vocab_size=50265,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=4098,
    type_vocab_size=1,
    attention_window=[512, 512, 512, 512, 512, 512, 512, 512, 512, 512, 512, 512],
    layer_norm_eps=1e-05,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    model = LongformerForMaskedLM.from_pretrained("allenai/longformer-base-4096")
else:
    model = LongformerForMaskedLM(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
