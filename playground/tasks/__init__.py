"""The remote task API: its words, its wire format, its client and the rules of waiting."""
