"""The runner of the device x86: ONNX Runtime and OpenVINO on the CPU."""

import os
import sys

# Importing OpenVINO would tell Google Analytics of it, from a thread of the supervisor and a process that it forks,
# and leave files in the home directory. Where the package that does so is missing, OpenVINO goes on without.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

# ONNX Runtime (from 1.29) would tell Microsoft of each model, from a thread of the process that is measured, and leave
# files in the home directory. It looks at this once, when it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
