"""What `playground doctor` looks at: nothing of it costs or changes anything.

The checks: `configuration` (what is set), `storage` (database, folder, bucket), `service` (does it answer?) and
`addresses` (can others reach us?); where another clock is seen, `clocks` are compared. Each says what it saw as a
`finding`; `examination` makes all at once, each within a time.
"""
