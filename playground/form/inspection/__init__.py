"""Behind the rooms: does a schema make a good form?

`inspect` walks through all four rooms · `lint` and `contradictions` find the mistakes that people make in schemas,
of which `metaschema` knows those that a draft itself rules out.
"""
