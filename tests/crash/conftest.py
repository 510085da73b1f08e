"""What is killed: an installation with its practice network."""

from tests.installed import installation, product, sandbox

__all__ = ["installation", "product", "sandbox"]
