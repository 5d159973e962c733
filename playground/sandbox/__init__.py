"""The same task API on this machine, with its own queue, keys, costs and painter.

It knows nothing of the rest of the package: whoever builds it hands it a validator and a way to files outside.
"""

from playground.sandbox.app import create_app
from playground.sandbox.keys import Key, Keys
from playground.sandbox.magic import MagicWord
from playground.sandbox.preview import paint_preview
from playground.sandbox.references import ReferenceLoader
from playground.sandbox.task import Media
from playground.sandbox.wire import InputError

__all__ = ["InputError", "Key", "Keys", "MagicWord", "Media", "ReferenceLoader", "create_app", "paint_preview"]
