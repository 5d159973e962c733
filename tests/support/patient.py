"""httpx as patient as the tests are: by itself it gives up after five seconds, a bound that no test means.

It also reads some hundred certificates for each request, which takes longer than the request; here they are read once.
"""

from __future__ import annotations

from functools import partial

import httpx
from fairness import PATIENCE

from playground.certificates import trusted

_TRUSTED = trusted()
AsyncClient = partial(httpx.AsyncClient, timeout=PATIENCE, verify=_TRUSTED)
Client = partial(httpx.Client, timeout=PATIENCE, verify=_TRUSTED)
get = partial(httpx.get, timeout=PATIENCE, verify=_TRUSTED)
post = partial(httpx.post, timeout=PATIENCE, verify=_TRUSTED)
request = partial(httpx.request, timeout=PATIENCE, verify=_TRUSTED)
stream = partial(httpx.stream, timeout=PATIENCE, verify=_TRUSTED)
