# labels: name::zamba2_1_2b author::zyphra task::Text_Generation license::apache-2.0 test_group::transformers
"""Zamba2 1.2B: 38 layers of Mamba-2 that share one attention block.

Source: https://huggingface.co/Zyphra/Zamba2-1.2B
"""

import torch
from transformers import Zamba2Config, Zamba2ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = Zamba2Config(
    vocab_size=32000,
    hidden_size=2048,
    num_hidden_layers=38,
    num_attention_heads=32,
    hidden_act="gelu",
    max_position_embeddings=4096,
    tie_word_embeddings=True,
    use_mamba_kernels=False,
    mamba_d_state=64,
    mamba_ngroups=1,
    n_mamba_heads=64,
    num_mem_blocks=1,
    use_shared_attention_adapter=False,
    adapter_rank=128,
    use_mem_rope=True,
    layers_block_type=[
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "hybrid",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "hybrid",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "hybrid",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "hybrid",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "hybrid",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "mamba",
        "hybrid",
        "mamba",
        "mamba",
    ],
)
if pretrained:
    model = Zamba2ForCausalLM.from_pretrained("Zyphra/Zamba2-1.2B")
else:
    model = Zamba2ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
