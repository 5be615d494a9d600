# labels: name::deberta_v3_base_squad2 author::deepset task::Question_Answering license::cc-by-4.0 test_group::popular_on_huggingface downloads_2023::7980
"""deberta-v3-base-squad2: DeBERTa v3 base that answers questions about a text.

Source: https://huggingface.co/deepset/deberta-v3-base-squad2
"""

import torch
from transformers import DebertaV2Config, DebertaV2ForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DebertaV2Config(
    vocab_size=128100,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=0,
    relative_attention=True,
    max_relative_positions=-1,
    position_buckets=256,
    norm_rel_ebd="layer_norm",
    share_att_key=True,
    pos_att_type=["p2c", "c2p"],
    position_biased_input=False,
    layer_norm_eps=1e-07,
    pooler_dropout=0,
    pooler_hidden_act="gelu",
    pooler_hidden_size=768,
)
if pretrained:
    model = DebertaV2ForQuestionAnswering.from_pretrained("deepset/deberta-v3-base-squad2")
else:
    model = DebertaV2ForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
