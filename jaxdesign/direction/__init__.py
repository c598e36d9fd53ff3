"""Art direction: what a brief asks for as palettes, type, structures and pictures that go together."""
