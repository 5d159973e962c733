"""Fourth room: checking a payload, whether it came from the page or from anywhere else.

`validate` finds what is wrong and puts each `Issue` beside its field, in the words of `explain` · `defaults` are what a
payload means where it leaves something out · `secret_fields` finds the secrets in it, and `masking` takes them out ·
`files` are its references to files · `at_path` is one value in it.
"""
