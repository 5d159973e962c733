"""Runs: what a person asked for and pays for, kept in a ledger and worked on in the background.

The walk of one click: `runner`, which pages and commands ask for everything, gives it to `beginning`. `request` makes a
run of it (`run`), with its idempotency key and body. Where no limit forbids it (`concurrency`) and it is no double
click (`deduplication`), it is committed to the `ledger`. The `supervisor` starts a `worker` for it, which sends it,
watches its task, and has its results fetched (`fetching`). Whatever happens is an update: `transitions` says how the
run stands after it, `writes` writes its row, and `subscriptions` wake the pages that show it.

A worker keeps the `record` of its run; what it shares with the others is its `context`; it reaches services over
`connections` and the ledger over `async_ledger`. `standing` says how runs stand, whoever works on them; `resumption`
takes up one that rests, `cancelling` ends one. Several processes may share a ledger: `lease` and `ownership` (asked
through `processes`) say whose work a run is, `recovery` what becomes of a run that was left in the middle,
`replicas` whether processes can work together, `other_processes` notices what they change.

The database: `database` (`postgresql`, with its `postgresconnections` and `listener`; `databasetime` and `jsonlist` for
what differs), `tables`, `rows`, `run_queries`, `migrations`, and `former_ledgers` of programs before the first release.
Questions: `history` for lists and searches (`history_rows` is what a list shows, `searchtext` what is searched,
`history_writes` how both are kept, `trigrams` the index behind it), `labels` and `tags` for what a person says of runs,
`summaries` for what may be long, `changes` for whether anything changed, `overview` and `figures` for whoever watches
over servers.

Money: `price`, `cost_queries`, `costs`, `daily_costs`, `usage` and `cost_sums` tell what runs cost and did cost,
`budgets` keep to what may be spent, with `person_limits` where that is another for one person. Files: `kept_files` of a
bucket, `kept_uploads` of a person, and `stored_bytes`, whose they are and how many.

`batches` are many runs asked for with one click; `deletions` remove runs for good; `drafts` are forms that are being
filled in, `presets` those saved under a name; `masking` keeps secrets out of all of this. What pages ask goes through
`async_history`, `async_labels`, `async_budgets`, `async_deletions`, `async_drafts` and `async_presets`.
"""
