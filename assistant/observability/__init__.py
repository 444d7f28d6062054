"""What an operator can see of the program at work: logs, traces and counters, never users' text."""
