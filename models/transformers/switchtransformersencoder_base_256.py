# labels: name::switchtransformersencoder_base_256 author::google task::Feature_Extraction license::apache-2.0 test_group::transformers size::large
"""Switch Transformer base, 256 experts: the encoder alone. It runs 8 layers of its 12 unless --num_layers says otherwise.

Source: https://huggingface.co/google/switch-base-256
"""

import torch
from transformers import SwitchTransformersConfig, SwitchTransformersEncoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = SwitchTransformersConfig(
    vocab_size=32128,
    d_model=768,
    d_kv=64,
    d_ff=3072,
    num_heads=12,
    tie_word_embeddings=True,
    num_experts=256,
    expert_capacity=64,
    num_layers=num_layers,
    num_sparse_encoder_layers=num_layers // 2,
)
if pretrained:
    model = SwitchTransformersEncoderModel.from_pretrained("google/switch-base-256")
else:
    model = SwitchTransformersEncoderModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
