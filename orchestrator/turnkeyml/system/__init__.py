"""What the operating system provides: paths, memory, CPUs, processes, temporary folders, hashes."""
