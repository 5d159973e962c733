"""Batches: many runs that a person asks for with one click, each of them an ordinary run with a key of its own.

The walk of one click: a `BatchRequest` (`batch`) is turned into a batch and its cells (`planning`), all of which are
committed before anything is sent. A process sends the next cells while the person has fewer runs at work than allowed
(`sending`): in one transaction a cell is given its run, so that however a process ends, no cell ever has two. `Batches`
(`batches`) is what pages ask, and has the loop that sends; `queries` are its questions to the ledger, whose
`rows` stand in two `tables` of their own; `damage` is what a fault of the disk left of them. `budgets` looks at the sum
of a batch beforehand, `listing` finds batches for the history by their `batchtext`, `deletions` hides and removes them.

No claim to a batch outlives a transaction: each that sends looks up whose the batch is. So a process that was frozen
can send nothing of what another one has taken over, and there is no fence.
"""
