# labels: name::mamba_130m_hf author::state-spaces task::Text_Generation license::apache-2.0 test_group::popular_on_huggingface
"""mamba-130m-hf: Mamba: 24 layers of selective state spaces, no attention.

Source: https://huggingface.co/state-spaces/mamba-130m-hf
"""

import torch
from transformers import MambaConfig, MambaForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = MambaConfig(
    vocab_size=50280,
    hidden_size=768,
    state_size=16,
    num_hidden_layers=24,
    expand=2,
    conv_kernel=4,
    time_step_rank=48,
)
if pretrained:
    model = MambaForCausalLM.from_pretrained("state-spaces/mamba-130m-hf")
else:
    model = MambaForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
