"""A stand-in for NVIDIA's management library, and programs that use the nvidia runner's code beside it."""

import subprocess
import sys

from runners.conftest import REPOSITORY

FAKE_NVML = """
import os
class NVMLError(Exception): pass
NVML_TEMPERATURE_GPU = NVML_CLOCK_SM = NVML_CLOCK_MEM = 0
STATE = os.environ.get("FAKE_NVML", "")
def nvmlInit(): pass
def nvmlShutdown(): pass
def nvmlSystemGetCudaDriverVersion(): return 12020 if STATE == "old" else 13010
def nvmlSystemGetDriverVersion(): return "535.54" if STATE == "old" else "590.10"
def nvmlDeviceGetCount(): return 0 if STATE == "none" else 2
def nvmlDeviceGetHandleByIndex(index): return index
def nvmlDeviceGetHandleByUUID(uuid):
    if uuid not in ("GPU-0", "GPU-1", "MIG-7"): raise NVMLError("Not Found")
    return int(uuid[-1])
def nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle): return 1
def nvmlDeviceGetMaxMigDeviceCount(handle): return 7
def nvmlDeviceGetMigDeviceHandleByIndex(handle, index):
    if STATE != "slices" or (handle, index) != (1, 2): raise NVMLError("Not Found")
    return 7
def nvmlDeviceGetIndex(handle): return handle
def nvmlDeviceGetUUID(handle): return f"GPU-{handle}"
def nvmlDeviceGetName(handle): return "A card"
def nvmlDeviceGetCudaComputeCapability(handle): return (8, 9) if STATE == "rtx" and handle == 1 else (9, 0)
def nvmlDeviceGetTemperature(handle, sensor):
    if STATE == "lost": raise NVMLError("GPU is lost")
    return 40
def nvmlDeviceGetMemoryInfo(handle):
    if STATE == "slices" and handle == 1: raise NVMLError("Insufficient Permissions")
    class Memory: total = 2**30
    return Memory
def nvmlDeviceGetClockInfo(handle, clock): return 1500
def nvmlDeviceGetDefaultApplicationsClock(handle, clock): return 10**4000 if STATE == "long" else 1500
"""


def run_python(program, folder, state, given=b""):
    runners = REPOSITORY / "runners"
    environment = {
        "PYTHONPATH": f"{folder}:{runners / 'common'}:{runners / 'nvidia'}",
        "FAKE_NVML": state,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, input=given, check=True
    )
    return done.stdout.decode().strip()
