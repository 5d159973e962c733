"""Third room: the state of a page. A plan and what the page holds (`Values`) become items, and the payload they make.

`values` make, change and store what a page holds; `edit` are the changes of structure (rows, variants, groups) ·
`layout` gives the items to draw and the payload at once, in the one walk of `layout_walk`: `initial` says what a value
starts from, `rows` which rows a list has, `controls` makes each `Field`, `parse` reads it, and `collect` puts
the values together.
"""
