"""What every page needs around its contents."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """The number in the attention badge."""
    return {}
