"""A fictional district that shows the product at work: two communities and a bot of the practice networks.

`fill` goes into an empty installation, once; `connect` is called at each start. See README.md beside this file.
"""

from nasvyazi.demo.connecting import connect
from nasvyazi.demo.filling import Filled, fill, is_wanted
from nasvyazi.demo.signing_in import how_to_sign_in

__all__ = ["Filled", "connect", "fill", "how_to_sign_in", "is_wanted"]
