"""What a run was asked for: options as they are typed, and as the pipeline reads them."""
