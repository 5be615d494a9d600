"""What a result means: evaluation, consistency, comparison, noise floor."""
