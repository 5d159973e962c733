"""Third room: the state of a page. A plan and what the page holds (`Values`) become items, and the payload they make.

`values` make, change and store what a page holds · `initial` says what a value starts from · `layout` walks the plan
and gives the items to draw; `controls` makes each `Field`, showing its value by `format` · `parse` reads one control,
`collect` all of them · `edit` changes structure: rows, variants, groups.
"""
