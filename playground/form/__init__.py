"""Pure: a JSON Schema and its hints become a form; values become a payload; a payload has issues or has none."""
