"""Budgets: what runs may cost, kept to by a reservation that is committed with the run, before anything is sent.

A run's reservation (`reserving`) is made in the very transaction that adds the run, at the price that is expected; it
is settled in the one that writes what the run really cost, and released where it cost nothing. Sums stand in counters,
one a person and day, a person and month, and all and month: whoever reserves holds those rows, so that clicks which
come at once, at however many servers, are counted one after the other. Amounts are whole micro-units (`amounts`), in
which sums are exact. They stand in two `tables`; `periods` says in which
day and month a moment lies. `limits` has what the settings allow, `standing` what is left, `queries` what others ask.

Where no budget is set, there are no reservations and no counters.
"""
