"""TensorRT for RTX as a Python module, also where NVIDIA's own package index cannot be reached.

The plugin's wheel carries the libraries, and loads them when it is imported; the bindings, a wheel of the
same release, find them loaded.
"""

import onnxruntime_ep_nv_tensorrt_rtx  # noqa: F401 (loads libtensorrt_rtx and its parser)
from tensorrt_rtx_bindings import *  # noqa: F403
from tensorrt_rtx_bindings import __version__ as __version__
