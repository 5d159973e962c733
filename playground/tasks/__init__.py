"""Tasks: the API of the service that does the paid work.

The walk of one task: `client` sends a request and returns what came back (`responses`, `bodies`), without a judgement.
`submit` sends a task until the service has answered for it; `watch` follows it to its end, by `events` and by polls
that a `rate_limiter` slows down; `control` asks how a task stands, or to cancel it, once.

What came back is untrusted and is parsed without I/O: `envelope` finds the task in whatever wraps it, `wire` and
`outputs` read it, `api_errors` and `error_phrases` say what an error means, `untrusted` makes texts and amounts fit to
show, `redaction` takes our key out. `merging` compares two lists of a task's results. `task` and `problem` are the
types that all of them share; `clock` is time, which tests replace.
"""
