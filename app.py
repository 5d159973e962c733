"""Serves the page: what a Hugging Face Space runs."""

from playground.cli import main

if __name__ == "__main__":
    main(["serve"])
