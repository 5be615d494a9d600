"""The contract between orchestrator and runner (standard library only)."""

from turnkey_runner.contract.conditions import Conditions as Conditions
from turnkey_runner.contract.conditions import GpuConditions as GpuConditions
from turnkey_runner.contract.conditions import HostProbe as HostProbe
from turnkey_runner.contract.messages import CONTRACTS as CONTRACTS
from turnkey_runner.contract.messages import MAX_SAMPLES as MAX_SAMPLES
from turnkey_runner.contract.messages import METHOD as METHOD
from turnkey_runner.contract.messages import METHOD_M1 as METHOD_M1
from turnkey_runner.contract.messages import Answer as Answer
from turnkey_runner.contract.messages import Describe as Describe
from turnkey_runner.contract.messages import Description as Description
from turnkey_runner.contract.messages import Failure as Failure
from turnkey_runner.contract.messages import FileDigest as FileDigest
from turnkey_runner.contract.messages import Job as Job
from turnkey_runner.contract.messages import Measurement as Measurement
from turnkey_runner.contract.messages import OutputParity as OutputParity
from turnkey_runner.contract.messages import Progress as Progress
from turnkey_runner.contract.messages import Request as Request
from turnkey_runner.contract.messages import Result as Result
from turnkey_runner.contract.messages import RuntimeDescription as RuntimeDescription
from turnkey_runner.contract.messages import RuntimeInfo as RuntimeInfo
from turnkey_runner.contract.messages import Settings as Settings
from turnkey_runner.contract.messages import TensorSpec as TensorSpec
from turnkey_runner.contract.messages import Tolerance as Tolerance
from turnkey_runner.contract.vocabulary import Kind as Kind
from turnkey_runner.contract.vocabulary import Stage as Stage
from turnkey_runner.contract.vocabulary import Status as Status
