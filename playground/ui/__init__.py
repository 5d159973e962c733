"""The page: what is drawn into it, and what its events lead to. It knows Gradio, the form's component and the runs.

`page` builds the Gradio blocks, in a `theme`; `drawing` fills the page's templates. `form_actions` holds what happens
when somebody opens or edits the form, `generating` a press of *Generate* (with `cells` and `alternatives` where it asks
for many runs), `beforehand` what is told before it, with `pricing` for the cost and `parameters` for inputs that
come back in a file. `result_view` draws a run, with `view_context`, `caption`, `estimates` and `snippets`. `workbench`
draws a schema that somebody writes, in the processes of `workbench_pool`; `source_lines` finds the line to point at.
`visitor` tells who asks, and in which language.
"""
