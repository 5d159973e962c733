"""Files in and out: what a visitor uploads for the service, and the results that come back.

In: `uploads` keeps a file that `validation` lets pass; `cleaning` and `remuxing` take out what it says of its owner.
`publish` makes it readable for the service, `published` is the route that serves it, `references` does so for all files
of a payload.

Out: `results` fetches with `download`, over `safeclient`, which connects to public `addresses` only; `truncation` tells
whether all of a file came, `result_files` names and keeps it, `diskspace` makes sure beforehand that it will fit.
`metadata` puts a run's input into a picture and reads it from one (`metadata_writer`, `metadata_reader`, `xmp`,
`other_programs`); `archive` makes a ZIP.

Both: `formats` tells from the first bytes what a file is; `chunks`, `complexity`, `pictures` and `clips` open it;
`media_pool` does all this in processes of their own, which run `media_worker`. `previews`, `filenames`, `atomic` writes
and `retention`, which removes old files, serve both ways, as `removal` does, of a run's results.

Where they are kept is a `store`: the data folder, or a `bucket` behind it (`openbucket`, `bucketcheck`,
`bucket_retention`), into which `moving` brings what a folder has.
"""
