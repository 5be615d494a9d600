# labels: name::dots1 author::rednote-hilab task::Text_Generation license::mit test_group::transformers size::large
"""dots.llm1 142B: a decoder of 62 layers, six of 128 experts a token. It runs 8 layers of its 62 unless --num_layers says otherwise.

Source: https://huggingface.co/rednote-hilab/dots.llm1.base
"""

import torch
from transformers import Dots1Config, Dots1ForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = Dots1Config(
    vocab_size=152064,
    hidden_size=4608,
    intermediate_size=10944,
    num_attention_heads=32,
    num_key_value_heads=32,
    hidden_act="silu",
    max_position_embeddings=32768,
    tie_word_embeddings=False,
    n_shared_experts=2,
    n_routed_experts=128,
    num_experts_per_tok=6,
    first_k_dense_replace=1,
    norm_topk_prob=True,
    routed_scaling_factor=2.5,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = Dots1ForCausalLM.from_pretrained("rednote-hilab/dots.llm1.base")
else:
    model = Dots1ForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
