# labels: name::xmod_base_30_125k author::facebook task::Fill_Mask license::mit test_group::transformers
"""X-MOD base with an adapter for each of 30 languages.

Source: https://huggingface.co/facebook/xmod-base-30-125k
"""

import torch
from transformers import XmodConfig, XmodModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

languages = "en_XX id_ID vi_VN ru_RU fa_IR sv_SE ja_XX fr_XX de_DE ro_RO ko_KR hu_HU es_XX fi_FI uk_UA da_DK pt_XX no_XX th_TH pl_PL bg_BG nl_XX zh_CN he_IL el_GR it_IT sk_SK hr_HR tr_TR ar_AR"
config = XmodConfig(
    vocab_size=250002,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=514,
    type_vocab_size=1,
    tie_word_embeddings=True,
    pre_norm=False,
    adapter_reduction_factor=2,
    default_language="en_XX",
    languages=languages.split(),
)
if pretrained:
    model = XmodModel.from_pretrained("facebook/xmod-base-30-125k")
else:
    model = XmodModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
