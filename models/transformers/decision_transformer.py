# labels: name::decision_transformer author::edbeeching task::Reinforcement_Learning license::mit test_group::transformers
"""Decision Transformer for the Hopper: returns, states and actions in, the next action out.

Source: https://huggingface.co/edbeeching/decision-transformer-gym-hopper-medium
"""

import torch
from transformers import DecisionTransformerConfig, DecisionTransformerModel

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size, max_seq_length = parse(["pretrained", "batch_size", "max_seq_length"])

config = DecisionTransformerConfig(
    vocab_size=1,
    hidden_size=128,
    n_layer=3,
    n_head=1,
    activation_function="relu",
    n_positions=1024,
    state_dim=11,
    act_dim=3,
    max_ep_len=1000,
)
if pretrained:
    model = DecisionTransformerModel.from_pretrained("edbeeching/decision-transformer-gym-hopper-medium")
else:
    model = DecisionTransformerModel(config)
model.eval()

states = torch.randn(batch_size, max_seq_length, config.state_dim)
actions = torch.randn(batch_size, max_seq_length, config.act_dim)
rewards = torch.randn(batch_size, max_seq_length, 1)
returns_to_go = torch.randn(batch_size, max_seq_length, 1)
timesteps = torch.arange(max_seq_length).expand(batch_size, max_seq_length)
attention_mask = torch.ones(batch_size, max_seq_length)

with torch.no_grad():
    model(
        states=states,
        actions=actions,
        rewards=rewards,
        returns_to_go=returns_to_go,
        timesteps=timesteps,
        attention_mask=attention_mask,
    )
