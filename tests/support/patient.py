"""httpx as patient as the tests are: by itself it gives up after five seconds, a bound that no test means."""

from __future__ import annotations

from functools import partial

import httpx
from fairness import PATIENCE

AsyncClient = partial(httpx.AsyncClient, timeout=PATIENCE)
Client = partial(httpx.Client, timeout=PATIENCE)
get = partial(httpx.get, timeout=PATIENCE)
post = partial(httpx.post, timeout=PATIENCE)
request = partial(httpx.request, timeout=PATIENCE)
stream = partial(httpx.stream, timeout=PATIENCE)
