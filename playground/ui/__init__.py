"""The page: what is drawn into it, and what its events lead to. It knows Gradio, the form's component and the runs.

The walk of the page: `page` builds the Gradio blocks, in a `theme`; `drawing` fills the templates. `visitor` tells who
asks and in which language. `form_actions` holds what happens when somebody opens or edits the form, which may be one of
the `drafts` or `presets`; `beforehand` is what is told before a click: `pricing` says what it costs, `budget_words`
what is left, `expectations` how long it takes. `generating` is the click, which sends a `ready_form`. `parameters` go
along with pictures, and come back.

Many runs at once: `cells` for variations, `alternatives` in a text; `lists` that somebody pastes, whose `list_values`
become runs in `list_actions`; `grid`. Each is a batch with a `batch_plan`, drawn by `batch_view`.

What came of it: `result_view` draws a run, with `view_context`, `caption`, `estimates`, `run_settings` and `snippets`,
and `earlier` runs beside it. The history: `history_query` reads the address, `history_view` draws the runs of its
`days`, `history_batches` the batches among them, `history_run` one run. Beside each other: `compare_query`,
`compare_settings` and `compare_texts` (with `word_differences`), `compare_view`. `costs_view` draws what runs cost,
`uploads_view` the uploads, `admin_view` the pages of admins, with `people_words`; `spreadsheets` makes texts safe for
CSV.

`workbench` draws a schema that somebody writes, in the processes of `workbench_pool`; `source_lines` finds the line to
point at.
"""
