"""turnkey: benchmark the models of PyTorch scripts, with one runner container per device."""

__version__ = "0.2.0"
