# labels: name::nystromformer_1024 author::uw-madison task::Fill_Mask license::mit test_group::transformers
"""Nyströmformer for 1024 tokens: attention approximated through 64 landmarks.

Source: https://huggingface.co/uw-madison/nystromformer-1024
"""

import torch
from transformers import NystromformerConfig, NystromformerModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

config = NystromformerConfig(
    vocab_size=30000,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu_new",
    max_position_embeddings=1024,
    type_vocab_size=2,
    tie_word_embeddings=True,
    segment_means_seq_len=1024,
    num_landmarks=64,
    conv_kernel_size=65,
)
if pretrained:
    model = NystromformerModel.from_pretrained("uw-madison/nystromformer-1024")
else:
    model = NystromformerModel(config)
model.eval()

# This attention wants texts of one length.
input_ids = torch.randint(0, config.vocab_size, (batch_size, config.segment_means_seq_len))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
