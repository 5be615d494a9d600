# labels: name::layoutlm_document_qa author::impira task::Document_Question_Answering license::cc-by-nc-sa-4.0 test_group::popular_on_huggingface
"""layoutlm-document-qa: LayoutLM that answers questions about documents.

Source: https://huggingface.co/impira/layoutlm-document-qa
"""

import torch
from transformers import LayoutLMConfig, LayoutLMForQuestionAnswering

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = LayoutLMConfig(
    vocab_size=50265,
    hidden_size=768,
    num_hidden_layers=12,
    num_attention_heads=12,
    intermediate_size=3072,
    max_position_embeddings=514,
    type_vocab_size=1,
    max_2d_position_embeddings=1024,
    layer_norm_eps=1e-05,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
if pretrained:
    model = LayoutLMForQuestionAnswering.from_pretrained("impira/layoutlm-document-qa")
else:
    model = LayoutLMForQuestionAnswering(config)
model.eval()

input_ids = torch.randint(3, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)
corners = torch.randint(0, 500, (batch_size, max_seq_length, 2))
bbox = torch.cat([corners, corners + 100], dim=-1)  # a box a token, in thousandths of the page

with torch.no_grad():
    model(input_ids=input_ids, bbox=bbox, attention_mask=attention_mask)
