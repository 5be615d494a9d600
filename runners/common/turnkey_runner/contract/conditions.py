"""What the machine did to one process during its timed loop, as a record of the contract."""

from __future__ import annotations

from dataclasses import dataclass, field

_OPTIONAL = {"optional": True}


@dataclass(frozen=True, kw_only=True)
class GpuConditions:
    """What a GPU did meanwhile, sampled beside the loop. None: the driver does not tell."""

    samples: int
    sm_clock_mhz: tuple[int, ...] = ()
    """Lowest, median, highest."""
    memory_clock_mhz: tuple[int, ...] = ()
    """Lowest, median, highest."""
    default_sm_clock_mhz: int | None = None
    """What the GPU runs at when nothing holds it back."""
    temperature_c: int | None = None
    """Highest."""
    power_w: float | None = None
    """Mean of the driver's own readings, which are averages themselves."""
    throttle_reasons: tuple[str, ...] = ()
    """Why the clocks were below what they could be, at any moment."""
    other_processes: int | None = None
    """Processes of others that computed on the GPU."""

    def __post_init__(self) -> None:
        """Refuse clocks that are not lowest, median and highest. Raises `ValueError`."""
        if any(len(clocks) not in (0, 3) for clocks in (self.sm_clock_mhz, self.memory_clock_mhz)):
            raise ValueError("clocks are three numbers, or none")


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What the machine did to one process during its timed loop. None: this machine does not tell."""

    process: int
    wall_ns: int
    """From the first to the last reading of the clock in the loop, and so no less than the sum of the samples."""
    cpu_time_ns: int
    """User and system time of the process."""
    steal_fraction: float | None = field(default=None, metadata={"formerly": ("steal_share",)})
    """Share of the pinned CPUs' time that the hypervisor gave to others."""
    pressure_fraction: float | None = field(default=None, metadata={"formerly": ("pressure_share",)})
    """Share of the time in which some task waited for a CPU (PSI)."""
    throttled_periods: int | None = None
    """Periods in which a CFS quota stopped the control group, or one that it lies in."""
    involuntary_switches: int | None = None
    load_1min: float | None = None
    frequency_mhz: float | None = None
    """Mean of the pinned CPUs, and of readings before and after the loop."""
    started_ns: int | None = field(default=None, metadata=_OPTIONAL)
    """When the loop began, on the machine's monotonic clock."""
    cpu_quota: float | None = field(default=None, metadata=_OPTIONAL)
    """CPUs' worth of time that a CFS quota allows; None: no quota."""
    governor: str = field(default="", metadata=_OPTIONAL)
    """Frequency governor of the pinned CPUs."""
    boost: bool | None = field(default=None, metadata=_OPTIONAL)
    """Whether the CPUs may run above their base clock."""
    smt_shared: bool | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("siblings",)})
    """Whether two of the pinned CPUs are threads of one core."""
    aslr_enabled: bool | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("random_addresses",)})
    """Whether a process that is started gets addresses of its own (ASLR)."""
    remote_fraction: float | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("remote_share",)})
    """Share of the process's memory on other NUMA nodes than its CPUs'; None also where there is one node."""
    wait_fraction: float | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("wait_share",)})
    """Share of the time in which the thread that waited most waited for a CPU; where the machine tells no pressure."""
    thermal_throttles: int | None = field(default=None, metadata=_OPTIONAL | {"formerly": ("heat_throttles",)})
    """How often the kernel noted that heat slowed the pinned CPUs down."""
    gpu: GpuConditions | None = field(default=None, metadata=_OPTIONAL)
    """Of the GPU, where the job ran on one."""
