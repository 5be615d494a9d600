# labels: name::xlarge_base author::funnel-transformer task::Feature_Extraction license::apache-2.0 test_group::popular_on_huggingface downloads_2023::451
"""xlarge-base: Funnel transformer of 30 layers without its decoder.

Source: https://huggingface.co/funnel-transformer/xlarge-base
"""

import torch
from transformers import FunnelBaseModel, FunnelConfig

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = FunnelConfig(
    vocab_size=30522,
    block_sizes=[10, 10, 10],
    num_decoder_layers=2,
    d_model=1024,
    n_head=16,
    d_head=64,
    d_inner=4096,
    type_vocab_size=3,
)
if pretrained:
    model = FunnelBaseModel.from_pretrained("funnel-transformer/xlarge-base")
else:
    model = FunnelBaseModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
