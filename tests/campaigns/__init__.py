"""Long fault campaigns: `make faults FAULTS=long` runs them, and they go on where they were."""
