"""The runner of the device x86: ONNX Runtime and OpenVINO on the CPU."""

import os
import sys

# Importing OpenVINO would send telemetry to Google Analytics, from a thread of the supervisor and a forked process, and
# leave files in the home directory. OpenVINO works without the package that does so.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

# ONNX Runtime (since 1.29) would send telemetry about each model to Microsoft, from a thread of the measured process,
# and leave files in the home directory. It reads this variable once, when it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
