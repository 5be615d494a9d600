# labels: name::xlstm_7b author::nx-ai task::Text_Generation license::nxai-community test_group::transformers size::large
"""xLSTM 7B: 32 layers of matrix-memory LSTM cells. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/NX-AI/xLSTM-7b
"""

import torch
from transformers import xLSTMConfig, xLSTMForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = xLSTMConfig(
    vocab_size=50304,
    hidden_size=4096,
    num_heads=8,
    tie_word_embeddings=False,
    chunkwise_kernel="chunkwise--native_autograd",
    sequence_kernel="native_sequence__native",
    step_kernel="native",
    num_hidden_layers=num_layers,
)
if pretrained:
    model = xLSTMForCausalLM.from_pretrained("NX-AI/xLSTM-7b")
else:
    model = xLSTMForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
