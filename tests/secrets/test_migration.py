"""An installation of a former version: the migration seals its secrets, and nothing of them stays on the disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from nasvyazi.domain.channels.models import Channel
from nasvyazi.toolbox.clock import now

pytestmark = pytest.mark.django_db
NAME = "of_a_former_version"
HOOK_KEY, TOKEN, CURSOR = "MARKER-hook-key-of-the-path", "vk1.a.MARKER-token", '{"key": "MARKER-cursor"}'


@pytest.fixture
def former(django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """An empty database of the same server, under Django of this process."""
    usual = connections["default"]
    with psycopg.connect(
        **{**usual.get_connection_params(), "dbname": "postgres"}, autocommit=True
    ) as server:
        made = sql.Identifier(NAME)
        server.execute(sql.SQL("CREATE DATABASE {}").format(made))
        ours = type(usual)({**usual.settings_dict, "NAME": NAME}, alias="default")
        connections["default"] = ours
        try:
            yield ours
        finally:
            ours.close()
            connections["default"] = usual
            server.execute(sql.SQL("DROP DATABASE {}").format(made))


def on_the_disk(database: BaseDatabaseWrapper) -> bytes:
    """The files of the table as they lie there."""
    with database.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), pg_relation_filepath('channels_channel'),"
            " pg_relation_filepath(reltoastrelid::regclass) FROM pg_class WHERE oid = 'channels_channel'::regclass"
        )
        folder, *files = cursor.fetchone()
    if not Path(folder).is_dir():
        pytest.skip("the database server is on another machine: its files cannot be looked at")
    return b"".join((Path(folder) / file).read_bytes() for file in files)


def test_the_secrets_of_a_former_version_are_sealed_and_nothing_of_them_is_left(
    former: BaseDatabaseWrapper,
) -> None:
    call_command("migrate", "accounts", "0002_main_desk", verbosity=0)
    call_command("migrate", "channels", "0008_what_was_missed", verbosity=0)
    values = {
        "network": "vk", "network_id": "42", "title": "Глава", "mode": "poll", "api_url": "https://api.vk.ru",
        "hook_key": HOOK_KEY, "secrets": json.dumps({"token": TOKEN, "secret": "с"}), "poll_cursor": CURSOR,
        "desk_id": 1, "is_active": True, "created_at": now(), "silent_after": timedelta(days=3), "trouble_call": "",
        "trouble_code": "", "trouble_text": "", "refused_count": 0,
    }  # fmt: skip
    row = sql.SQL("INSERT INTO channels_channel ({}) VALUES ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, values)), sql.SQL(", ").join(sql.Placeholder() * len(values))
    )
    with former.cursor() as cursor:
        cursor.execute(row, [*values.values()])
    assert b"MARKER" in on_the_disk(former)
    call_command("migrate", "channels", verbosity=0)
    channel = Channel.objects.get()
    assert channel.secrets == {"token": TOKEN, "secret": "с"}
    assert (channel.hook_key, channel.poll_cursor) == (HOOK_KEY, CURSOR)
    assert b"MARKER" not in on_the_disk(former)
