# labels: name::reformer author::google task::Text_Generation license::apache-2.0 test_group::transformers
"""Reformer: six layers of local and hashed attention, with its language-model head.

Source: https://huggingface.co/google/reformer-crime-and-punishment
"""

import torch
from transformers import ReformerConfig, ReformerModelWithLMHead

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = ReformerConfig(
    vocab_size=320,
    hidden_size=256,
    num_attention_heads=2,
    hidden_act="relu",
    max_position_embeddings=524288,
    tie_word_embeddings=False,
    is_decoder=True,
    attn_layers=["local", "lsh", "local", "lsh", "local", "lsh"],
    attention_head_size=64,
    feed_forward_size=512,
    axial_pos_shape=[512, 1024],
    axial_pos_embds_dim=[64, 192],
    num_hashes=1,
    num_buckets=[64, 128],
    lsh_attn_chunk_length=64,
    local_attn_chunk_length=64,
    hash_seed=0,
)
if pretrained:
    model = ReformerModelWithLMHead.from_pretrained("google/reformer-crime-and-punishment")
else:
    model = ReformerModelWithLMHead(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
