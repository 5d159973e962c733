"""Grids: one, two or three things are varied, and each combination of their values is a run.

The walk of one grid: `builder_view` draws what the form on the page offers to be varied (`variables`). What a person
asks for is read into *axes* with values (`axes`); the form is carried over to each model and preset among them
(`bases`); the combinations (`combinations` is their arithmetic, and what is sent first) become cells, checked and with
their prices: `planning` makes the `plan`, and `words` say what it comes to. `begin` makes a batch of it. `page_view`
draws the grid, with the `titles` of its axes in the reader's language; `record` is what is downloaded of it.
"""
