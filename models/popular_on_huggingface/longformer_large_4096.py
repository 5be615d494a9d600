# labels: name::longformer_large_4096 author::allenai task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""longformer-large-4096: Longformer large, 24 layers over 4,096 tokens.

Source: https://huggingface.co/allenai/longformer-large-4096
"""

import torch
from transformers import LongformerConfig, LongformerModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LongformerConfig(
    vocab_size=50265,
    hidden_size=1024,
    num_hidden_layers=24,
    num_attention_heads=16,
    intermediate_size=4096,
    max_position_embeddings=4098,
    type_vocab_size=1,
    attention_window=[
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
        512,
    ],
    layer_norm_eps=1e-05,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    model = LongformerModel.from_pretrained("allenai/longformer-large-4096")
else:
    model = LongformerModel(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
