"""First room: reading a schema. Every draft's and dialect's way to say a thing becomes one `Node` for one value.

`scan` looks at the whole once (too much? which draft?) and `sanitise` leaves out what would lead a validator astray.
`subschema` follows `$ref` and `allOf`: the flat list of schemas that together describe one value · `merge` makes their
keywords one set · `json_types`, `options`, `tags` and `plain_unions` tell what values are allowed · `hints`, read with
the tables in `dialects` and `hint_values`, what the author wants of the form · `node` puts it all together.

What can be asked of a node: `predicates` (is it long text, a seed, bounded …), `bounds`, `titles`, `names`, `media` and
`uploads` (is it a file, and which; `media_words` tell). `price` and `examples` stand at the root of a schema alone;
`patterns`, whose language `ecmascript` translates, and `formats` check one text.
"""
