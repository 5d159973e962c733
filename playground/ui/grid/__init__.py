"""Grids: one, two or three things are varied, and each combination of their values is a run.

The walk of one grid: what a person asks for is read into *axes* with values (`axes`), for the things that the form on
the page offers (`variables`); the form is carried over to each model and preset among them (`bases`); the combinations
become cells, checked and with their prices (`planning` makes the `plan`); from there on it is a batch (`begin`).
`combinations` is the arithmetic of places and of what is sent first. `builder_view` draws the builder, `page_view` the
grid, `record` what is downloaded of it.
"""
