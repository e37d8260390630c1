"""Measure the diagnosis of training runs: against labels, against other monitors, in time."""
