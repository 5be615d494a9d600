"""The table of this runner's runtimes."""

import sys

from turnkey_runner.harness.session import Runtime
from turnkey_runner.harness.supervisor import main
from turnkey_x86 import onnxruntime_cpu, onnxruntime_openvino, openvino_cpu

RUNTIMES = {
    "ort": Runtime(open_session=onnxruntime_cpu.open_session, engine="onnxruntime", keeps_compiled=True),
    "openvino": Runtime(open_session=openvino_cpu.open_session, engine="openvino", keeps_compiled=True),
    "ort-openvino": Runtime(open_session=onnxruntime_openvino.open_session, engine="onnxruntime", keeps_compiled=True),
}

if __name__ == "__main__":
    sys.exit(main("x86", RUNTIMES))
