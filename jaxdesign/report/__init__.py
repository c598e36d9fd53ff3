"""What a user gets of an innovation: files, pictures and the report."""
