"""What `playground doctor` looks at: nothing of it costs or changes anything.

`finding` is what a check says; `configuration`, `storage`, `service` and `addresses` are the checks; `examination`
makes all at once, each within a time.
"""
