"""Which networks this installation speaks: one settings line a network."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .base import Network


class UnknownNetwork(LookupError):
    """No such network in `settings.NASVYAZI_NETWORKS`."""


@cache
def networks() -> dict[str, Network]:
    """All networks by their code, in the order of the settings."""
    found: list[Network] = [import_string(path) for path in settings.NASVYAZI_NETWORKS]
    return {network.code: network for network in found}


def get(code: str) -> Network:
    """The network of this code. Raises UnknownNetwork."""
    try:
        return networks()[code]
    except KeyError:
        raise UnknownNetwork(code) from None
