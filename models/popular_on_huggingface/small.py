# labels: name::small author::funnel-transformer task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface
"""small: Funnel transformer, which shortens the sequence between its three blocks, and restores it.

Source: https://huggingface.co/funnel-transformer/small
"""

import torch
from transformers import FunnelConfig, FunnelModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = FunnelConfig(
    vocab_size=30522,
    block_sizes=[4, 4, 4],
    num_decoder_layers=2,
    d_model=768,
    n_head=12,
    d_head=64,
    d_inner=3072,
    type_vocab_size=3,
)
if pretrained:
    model = FunnelModel.from_pretrained("funnel-transformer/small")
else:
    model = FunnelModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
