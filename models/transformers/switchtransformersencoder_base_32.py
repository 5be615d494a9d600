# labels: name::switchtransformersencoder_base_32 author::google task::Feature_Extraction license::apache-2.0 test_group::transformers
"""Switch Transformer base, 32 experts: the encoder alone.

Source: https://huggingface.co/google/switch-base-32
"""

import torch
from transformers import SwitchTransformersConfig, SwitchTransformersEncoderModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = SwitchTransformersConfig(
    vocab_size=32128,
    d_model=768,
    d_kv=64,
    d_ff=3072,
    num_layers=12,
    num_decoder_layers=12,
    num_heads=12,
    tie_word_embeddings=True,
    num_experts=32,
    expert_capacity=64,
    num_sparse_encoder_layers=6,
    num_sparse_decoder_layers=6,
)
if pretrained:
    model = SwitchTransformersEncoderModel.from_pretrained("google/switch-base-32")
else:
    model = SwitchTransformersEncoderModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
