"""jaxdesign: a graphic designer that is a program, whose every decision can be differentiated."""

__version__ = "0.1.0"
