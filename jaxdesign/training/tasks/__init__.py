"""What is trained, each a task for ``training.loop``."""
