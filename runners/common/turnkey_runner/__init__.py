"""What every runner shares: the contract with the orchestrator, the job loop, the measurement."""
