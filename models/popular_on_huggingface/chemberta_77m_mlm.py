# labels: name::chemberta_77m_mlm author::deepchem task::Fill_Mask license::unspecified test_group::popular_on_huggingface
"""ChemBERTa-77M-MLM: ChemBERTa-2: three layers trained on 77 million molecules.

Source: https://huggingface.co/DeepChem/ChemBERTa-77M-MLM
"""

import torch
from transformers import RobertaConfig, RobertaForMaskedLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = RobertaConfig(
    vocab_size=600,
    hidden_size=384,
    num_hidden_layers=3,
    num_attention_heads=12,
    intermediate_size=464,
    max_position_embeddings=515,
    type_vocab_size=1,
    layer_norm_eps=1e-05,
    hidden_act="gelu",
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    model = RobertaForMaskedLM.from_pretrained("DeepChem/ChemBERTa-77M-MLM")
else:
    model = RobertaForMaskedLM(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
