# labels: name::biogpt author::microsoft task::Text_Generation license::mit test_group::transformers
"""BioGPT: a decoder of 24 layers, pretrained on biomedical abstracts.

Source: https://huggingface.co/microsoft/biogpt
"""

import torch
from transformers import BioGptConfig, BioGptForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BioGptConfig(
    vocab_size=42384,
    hidden_size=1024,
    intermediate_size=4096,
    num_hidden_layers=24,
    num_attention_heads=16,
    hidden_act="gelu",
    max_position_embeddings=1024,
    tie_word_embeddings=True,
)
if pretrained:
    model = BioGptForCausalLM.from_pretrained("microsoft/biogpt")
else:
    model = BioGptForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
