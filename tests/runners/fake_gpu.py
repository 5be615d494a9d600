"""A stand-in for NVIDIA's management library, and programs that use the nvidia runner's code beside it."""

import subprocess
import sys

from conftest import REPOSITORY

FAKE_NVML = """
import os
WORDS = {2: "Invalid Argument", 3: "Not Supported", 4: "Insufficient Permissions", 6: "Not Found"}
WORDS |= {12: "NVML Shared Library Not Found", 15: "GPU is lost", 999: "Unknown Error"}
class NVMLError(Exception):
    def __init__(self, value): self.value = value
    def __str__(self): return WORDS.get(self.value, f"Error {self.value}")
NVML_TEMPERATURE_GPU = NVML_CLOCK_SM = NVML_CLOCK_MEM = 0
STATE = os.environ.get("FAKE_NVML", "")
SLICES = {"slices": {2: 7}, "divided": {2: 7, 4: 8}}.get(STATE, {})
def nvmlInit(): pass
def nvmlShutdown(): pass
def nvmlSystemGetCudaDriverVersion(): return 12020 if STATE == "old" else 13010
def nvmlSystemGetDriverVersion(): return "535.54" if STATE == "old" else "590.10"
def nvmlDeviceGetCount(): return 0 if STATE == "none" else 2
def nvmlDeviceGetHandleByIndex(index): return index
def nvmlDeviceGetHandleByUUID(uuid):
    if uuid not in ("GPU-0", "GPU-1", "MIG-7", "MIG-8"): raise NVMLError(6)
    return int(uuid[-1])
def nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle): return 1
def nvmlDeviceGetMaxMigDeviceCount(handle): return 7
def nvmlDeviceGetMigDeviceHandleByIndex(handle, index):
    if handle != 1 or index not in SLICES: raise NVMLError(6)
    return SLICES[index]
def nvmlDeviceGetMigMode(handle):
    if STATE not in ("slices", "divided", "undivided"): raise NVMLError(3)
    return [int(handle == 1)] * 2
def nvmlDeviceGetIndex(handle): return handle
def nvmlDeviceGetUUID(handle): return f"MIG-{handle}" if handle > 6 else f"GPU-{handle}"
def nvmlDeviceGetName(handle): return "A GPU"
def nvmlDeviceGetCudaComputeCapability(handle): return (8, 9) if STATE == "rtx" and handle == 1 else (9, 0)
def nvmlDeviceGetTemperatureV(handle, sensor):
    if STATE == "lost": raise NVMLError(15)
    return 41
def nvmlDeviceGetTemperature(handle, sensor):
    if STATE == "lost": raise NVMLError(15)
    return 40
def nvmlDeviceGetMemoryInfo(handle):
    if SLICES and handle == 1: raise NVMLError(4)
    class Memory: total = 2**30
    return Memory
def nvmlDeviceGetClockInfo(handle, clock): return 1500
def nvmlDeviceGetMaxClockInfo(handle, clock): return 1980
def nvmlDeviceGetDefaultApplicationsClock(handle, clock): return 10**4000 if STATE == "long" else 1500
def failing(value):
    def fail(*given): raise NVMLError(value)
    return fail
for word in STATE.split():  # nvmlInit=999: the function fails with that code
    if "=" in word: globals()[word.partition("=")[0]] = failing(int(word.partition("=")[2]))
"""


def run_python(program, folder, state, given=b"", **environment):
    runners = REPOSITORY / "runners"
    environment |= {
        "PYTHONPATH": f"{folder}:{runners / 'common'}:{runners / 'nvidia'}",
        "FAKE_NVML": state,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, input=given, check=True
    )
    return done.stdout.decode().strip()
