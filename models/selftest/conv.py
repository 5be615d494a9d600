# labels: name::conv author::selftest task::Image_Classification license::apache-2.0 test_group::selftest
"""A small convolutional network for images.

Source: https://pytorch.org/docs/stable/nn.html
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
batch_size, num_channels, height, width = parse(["batch_size", "num_channels", "height", "width"])

model = torch.nn.Sequential(
    torch.nn.Conv2d(num_channels, 16, kernel_size=3, stride=2, padding=1),
    torch.nn.BatchNorm2d(16),
    torch.nn.ReLU(),
    torch.nn.Conv2d(16, 32, kernel_size=3, stride=2, padding=1),
    torch.nn.ReLU(),
    torch.nn.AdaptiveAvgPool2d(1),
    torch.nn.Flatten(),
    torch.nn.Linear(32, 10),
).eval()

with torch.no_grad():
    model(torch.rand(batch_size, num_channels, height, width))
