# labels: name::mamba_2_8b author::state-spaces task::Text_Generation license::apache-2.0 test_group::transformers size::large
"""Mamba 2.8B: 64 layers of selective state spaces, no attention. It runs 8 layers of its 64 unless --num_layers says otherwise.

Source: https://huggingface.co/state-spaces/mamba-2.8b-hf
"""

import torch
from transformers import MambaConfig, MambaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = MambaConfig(
    vocab_size=50280,
    hidden_size=2560,
    hidden_act="silu",
    tie_word_embeddings=True,
    state_size=16,
    conv_kernel=4,
    expand=2,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = MambaForCausalLM.from_pretrained("state-spaces/mamba-2.8b-hf")
else:
    model = MambaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
