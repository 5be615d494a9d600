# labels: name::mamba_370m author::state-spaces task::Text_Generation license::apache-2.0 test_group::transformers
"""Mamba 370M: 48 layers of selective state spaces, no attention.

Source: https://huggingface.co/state-spaces/mamba-370m-hf
"""

import torch
from transformers import MambaConfig, MambaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MambaConfig(
    vocab_size=50280,
    hidden_size=1024,
    num_hidden_layers=48,
    hidden_act="silu",
    tie_word_embeddings=True,
    state_size=16,
    conv_kernel=4,
    expand=2,
)
if pretrained:
    model = MambaForCausalLM.from_pretrained("state-spaces/mamba-370m-hf")
else:
    model = MambaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
