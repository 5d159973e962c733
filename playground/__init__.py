"""A page, a command line and a sandbox on which anyone can try a hosted image or video model."""

__version__ = "0.1.0"
