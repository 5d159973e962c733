"""The web server. A request passes through its middleware from the outside in, and then reaches a route.

Middleware: `requestlog` (ids, what became of it) · `health` (alive, ready) · `connections` (how many, how slow) ·
`forwarded` (what a trusted proxy says) · `security` (hosts, origins, cookie, headers) · the gate of `signin` ·
`ratelimits` with `tokenbuckets` · `bodylimit`.

Beside them `metrics` tells Prometheus what was counted.

Routes: `page` · `form` · `files` (uploads and results), which reads them with `multipart` · `importing` (an input back
from a file) · `live` (changes as server-sent events) · `batches` · `lists` · `grid` · `presets` · `history`, with
`history_actions` and `history_batches` · `compare` · `costs` · `kept_uploads` · `account` · `admin` · `samples` ·
`workbench` · `look` (style and scripts, which `modules` joins) · `gradio_shell` (what is left of Gradio). They read
`queries` and answer with `responses`, or with a `bucketresponse`.

`viewcontexts` is what the pages are drawn with. `app` puts all of it together; `housekeeping` removes old files while
it runs, `logs` keeps the log short, `logformat` writes its lines, `lostkeys` tells of keys that another secret locked.
"""

from playground.component import gradio_import as _gradio_import  # noqa: F401 - it is there before Gradio is imported
from playground.server.app import create_server, serve

__all__ = ["create_server", "serve"]
