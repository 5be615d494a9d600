# labels: name::openai_privacy_filter author::openai task::Token_Classification license::apache-2.0 test_group::transformers
"""OpenAI's privacy filter: 8 layers of 128 experts that mark personal data.

Source: https://huggingface.co/openai/privacy-filter
"""

import torch
from transformers import OpenAIPrivacyFilterConfig, OpenAIPrivacyFilterForTokenClassification

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = OpenAIPrivacyFilterConfig(
    vocab_size=200064,
    hidden_size=640,
    intermediate_size=640,
    num_hidden_layers=8,
    num_attention_heads=14,
    num_key_value_heads=2,
    head_dim=64,
    max_position_embeddings=131072,
    tie_word_embeddings=False,
    num_local_experts=128,
    num_experts_per_tok=4,
)
if pretrained:
    model = OpenAIPrivacyFilterForTokenClassification.from_pretrained("openai/privacy-filter")
else:
    model = OpenAIPrivacyFilterForTokenClassification(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask)
