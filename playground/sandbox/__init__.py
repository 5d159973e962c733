"""The same task API on this machine, with its own queue, keys, costs and painter.

It knows nothing of the rest of the package: whoever builds it hands it a validator and a way to files outside.
"""

from playground.sandbox.app import create_app
from playground.sandbox.keys import Key, Keys
from playground.sandbox.magic import Magic
from playground.sandbox.record import Media
from playground.sandbox.references import Outside
from playground.sandbox.sketch import sketch
from playground.sandbox.wire import Fault

__all__ = ["Fault", "Key", "Keys", "Magic", "Media", "Outside", "create_app", "sketch"]
