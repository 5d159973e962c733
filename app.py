"""Builds the app and serves it: what a Hugging Face Space runs."""

from playground.server import serve
from playground.settings import Settings

if __name__ == "__main__":
    serve(Settings.load())
