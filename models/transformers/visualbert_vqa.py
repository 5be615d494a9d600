# labels: name::visualbert_vqa author::uclanlp task::Visual_Question_Answering license::apache-2.0 test_group::transformers
"""VisualBERT: a BERT over words and 36 regions of an image.

Source: https://huggingface.co/uclanlp/visualbert-vqa-coco-pre
"""

import torch
from transformers import VisualBertConfig, VisualBertModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = VisualBertConfig(
    vocab_size=30522,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    hidden_act="gelu",
    max_position_embeddings=512,
    type_vocab_size=2,
    tie_word_embeddings=True,
    visual_embedding_dim=2048,
)
if pretrained:
    model = VisualBertModel.from_pretrained("uclanlp/visualbert-vqa-coco-pre")
else:
    model = VisualBertModel(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
# What a detector found: 36 regions.
visual_embeds = torch.randn(batch_size, 36, config.visual_embedding_dim)
visual_attention_mask = torch.ones(batch_size, 36, dtype=torch.int64)

with torch.no_grad():
    model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        visual_embeds=visual_embeds,
        visual_attention_mask=visual_attention_mask,
    )
