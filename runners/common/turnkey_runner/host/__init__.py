"""What the kernel tells of the machine: CPUs, memory, counters."""
