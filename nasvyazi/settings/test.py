"""Settings of the tests: the product's own, with a quick hash, no pool between threads, and the memory networks."""

import os

os.environ.setdefault("NASVYAZI_SECRET_KEY", "tests-only")
# One for every installation of a test run, which reads their databases and copies one between their homes.
os.environ.setdefault("NASVYAZI_SECRET_KEYS", "dGVzdHMgb25seSwgYSBzZWNyZXQgb2Ygbm9ib2R5ISE=")
os.environ.setdefault("NASVYAZI_LOG_LEVEL", "WARNING")

from . import *  # noqa: F403
from . import DATABASES, NASVYAZI_NETWORKS

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES["default"]["CONN_MAX_AGE"] = 0
NASVYAZI_NETWORKS = [
    *NASVYAZI_NETWORKS,
    "nasvyazi.networks.memory.with_key",
    "nasvyazi.networks.memory.without_key",
]
ALLOWED_HOSTS = ["*"]
