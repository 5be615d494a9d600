# labels: name::biogpt_large author::microsoft task::Text_Generation license::mit test_group::transformers
"""BioGPT large: a decoder of 48 layers.

Source: https://huggingface.co/microsoft/BioGPT-Large
"""

import torch
from transformers import BioGptConfig, BioGptForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = BioGptConfig(
    vocab_size=57717,
    hidden_size=1600,
    intermediate_size=6400,
    num_hidden_layers=48,
    num_attention_heads=25,
    hidden_act="gelu",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
)
if pretrained:
    model = BioGptForCausalLM.from_pretrained("microsoft/BioGPT-Large")
else:
    model = BioGptForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
