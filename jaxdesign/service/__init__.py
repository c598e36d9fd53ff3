"""The program over HTTP: a FastAPI app over the same library calls as the commands."""
