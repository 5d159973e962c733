"""A page, a command line and a sandbox on which anyone can try a hosted image or video model.

The rooms, from the top down; each knows only those below it. `cli` are the commands, `server` is the web server, `ui`
the page that it serves, `doctor` looks whether all of it can work. `wiring` puts the parts together, `moving` brings a
ledger to another database. `people` are who asks; `runs` what they asked for and pay for. Side by side: `tasks`, the
service that does the work; `files`, in and out; `catalog`, the models. `component` is the form in a browser, `form` the
form without one: from a schema to a payload. `texts` has every sentence, `settings` the environment, `errors` all that
is raised on purpose. `sandbox` stands apart: the same service on this machine.

The rest knows no room. Of the settings: `setting_values` are read from text, `exposure` says who could spend money,
`space` is what a hosted Space tells of itself. Of the network: `asgiserver` and `sockets` to listen, `loopback` names,
`proxies`, `certificates` and `contentcoding` to ask. Work for strangers is done in a `threadpool`, whose turns a
`fairqueue` gives, or in the processes of a `processpool`, each a `workerclient` on our side and a `workerprocess` on
its own. `jsontext` reads and writes JSON, `metrics` are counted, `logcontext` and `logsecrets` serve the log.
"""

__version__ = "0.1.0"
