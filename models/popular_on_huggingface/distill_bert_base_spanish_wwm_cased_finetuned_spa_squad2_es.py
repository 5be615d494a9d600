# labels: name::distill_bert_base_spanish_wwm_cased_finetuned_spa_squad2_es author::mrm8488 task::Question_Answering license::unspecified test_group::popular_on_huggingface downloads_2023::5415
"""distill-bert-base-spanish-wwm-cased-finetuned-spa-squad2-es: BETO that answers questions in Spanish, taught by a larger one.

Source: https://huggingface.co/mrm8488/distill-bert-base-spanish-wwm-cased-finetuned-spa-squad2-es
"""

import torch
from transformers import BertConfig, BertForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BertConfig(
    vocab_size=31002,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=512,
    type_vocab_size=2,
    hidden_act="gelu",
)
if pretrained:
    model = BertForQuestionAnswering.from_pretrained(
        "mrm8488/distill-bert-base-spanish-wwm-cased-finetuned-spa-squad2-es"
    )
else:
    model = BertForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
