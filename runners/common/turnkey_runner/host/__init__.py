"""The machine: CPUs, memory, counters, and the lifetime of processes."""
