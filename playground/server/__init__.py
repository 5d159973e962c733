"""The web server. A request passes through its middleware from the outside in, and then reaches a route.

Middleware: `requestlog` (ids, what became of it) · `health` (alive, ready) · `connections` (how many, how slow) ·
`forwarded` (what a trusted proxy says) · `security` (hosts, origins, cookie, headers) · `signin.gate` · `ratelimits`
with `tokenbuckets` · `bodylimit`.

Beside them `metrics` tells Prometheus what was counted.

Routes: `page` · `form` · `files` (uploads and results), which reads them with `multipart` · `importing` (an input back
from a file) · `live` (changes as server-sent events) · `samples` · `workbench` · `gradio_shell` (what is left of
Gradio). They answer with `responses`.

`app` puts all of it together; `housekeeping` removes old files while it runs, `logs` keeps the log short, `logformat`
writes its lines.
"""

from playground.server.app import create_server, serve

__all__ = ["create_server", "serve"]
