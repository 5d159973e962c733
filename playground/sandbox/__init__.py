"""The same task API on this machine, with its own queue, keys, prices and painter.

`app` checks the key (`keys`), the body and its `magic` words, and answers with `wire` or `api_errors`. `store` keeps
each `task` in the `database`; `events` streams its states. `background` paints it: `options` reads from the input what
to paint, `references` fetches the pictures it names, `painter` makes the file, `prices` tells the cost; `preview`
paints a small picture without a task.

It knows nothing of the rest of the package but the errors: whoever builds it hands it a validator and a way to reach
files.
"""

from playground.sandbox.app import create_app
from playground.sandbox.keys import Key, Keys
from playground.sandbox.magic import MagicWord
from playground.sandbox.preview import paint_preview
from playground.sandbox.references import ReferenceLoader
from playground.sandbox.task import Media
from playground.sandbox.wire import InputError

__all__ = ["InputError", "Key", "Keys", "MagicWord", "Media", "ReferenceLoader", "create_app", "paint_preview"]
