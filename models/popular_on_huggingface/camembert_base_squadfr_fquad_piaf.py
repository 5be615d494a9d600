# labels: name::camembert_base_squadfr_fquad_piaf author::etalab-ia task::Question_Answering license::unspecified test_group::popular_on_huggingface downloads_2023::6559
"""camembert-base-squadFR-fquad-piaf: CamemBERT that answers questions.

Source: https://huggingface.co/etalab-ia/camembert-base-squadFR-fquad-piaf
"""

import torch
from transformers import CamembertConfig, CamembertForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = CamembertConfig(
    vocab_size=32005,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    hidden_act="gelu",
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    model = CamembertForQuestionAnswering.from_pretrained("etalab-ia/camembert-base-squadFR-fquad-piaf")
else:
    model = CamembertForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
