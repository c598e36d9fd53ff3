"""Training of any task: settings, step, loop, checkpoints, metrics and export of what was learned."""
