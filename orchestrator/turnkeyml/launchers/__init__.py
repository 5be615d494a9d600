"""How a runner is started and reached: one file per launcher."""
