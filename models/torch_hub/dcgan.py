# labels: name::dcgan author::facebook task::Image_Generation license::bsd-3-clause test_group::torch_hub
"""The generator of a DCGAN, loaded through torch.hub: an image from noise.

Source: https://pytorch.org/hub/facebookresearch_pytorch-gan-zoo_dcgan/
"""

import torch

from turnkeyml.parser import parse

torch.manual_seed(0)
pretrained, batch_size = parse(["pretrained", "batch_size"])

gan = torch.hub.load(
    "facebookresearch/pytorch_GAN_zoo:hub", "DCGAN", pretrained=pretrained, useGPU=False, trust_repo=True
)
model = gan.netG.eval()
noise, _ = gan.buildNoiseData(batch_size)

with torch.no_grad():
    model(noise)
