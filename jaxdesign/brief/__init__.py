"""What a user wants of a design: read from YAML or JSON, or from a prompt."""
