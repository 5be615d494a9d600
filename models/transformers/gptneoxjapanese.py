# labels: name::gptneoxjapanese author::abeja task::Text_Generation license::mit test_group::transformers size::large
"""GPT-NeoX Japanese 2.7B: a decoder of 32 layers. It runs 8 layers of its 32 unless --num_layers says otherwise.

Source: https://huggingface.co/abeja/gpt-neox-japanese-2.7b
"""

import torch
from transformers import GPTNeoXJapaneseConfig, GPTNeoXJapaneseForCausalLM

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length, num_layers = parse(["pretrained", "batch_size", "max_seq_length", "num_layers"])

config = GPTNeoXJapaneseConfig(
    vocab_size=32000,
    hidden_size=2560,
    num_attention_heads=32,
    hidden_act="gelu",
    max_position_embeddings=2048,
    tie_word_embeddings=True,
    intermediate_multiple_size=4,
    num_hidden_layers=num_layers,
)
if pretrained:
    model = GPTNeoXJapaneseForCausalLM.from_pretrained("abeja/gpt-neox-japanese-2.7b")
else:
    model = GPTNeoXJapaneseForCausalLM(config)
model.eval()

input_ids = torch.randint(0, config.vocab_size, (batch_size, max_seq_length))
attention_mask = torch.ones_like(input_ids)

with torch.no_grad():
    model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
