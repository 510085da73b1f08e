"""Durable webhooks: POST → committed → "ok", 8 connections, beside pgbench's single-row INSERTs in the same run."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from bench import hooks
from bench.figures import Figure, Figures, percentile
from bench.installation import database, process, web
from bench.load import Outcome, post_for
from nasvyazi.toolbox import postgres

CONNECTIONS = 8
SECONDS = 6.0
_INSERT = """\\set id random(1, 2000000000)
INSERT INTO bench_event (channel_id, external_id, body_hash, type, body, road, received_at, state)
VALUES (1, :id::text, decode(md5(:id::text), 'hex'), 'message_new', convert_to(repeat('x', 600), 'UTF8'),
    'webhook', now(), 'new') ON CONFLICT DO NOTHING;
"""
_TABLE = """CREATE TABLE bench_event (id bigserial PRIMARY KEY, channel_id bigint NOT NULL,
    external_id text NOT NULL, body_hash bytea NOT NULL, type text NOT NULL, body bytea NOT NULL, road text NOT NULL,
    received_at timestamptz NOT NULL, state text NOT NULL, UNIQUE (channel_id, external_id, body_hash));
CREATE INDEX ON bench_event (id) WHERE state = 'new';
CREATE INDEX ON bench_event (state, id DESC);
CREATE INDEX ON bench_event (channel_id, received_at DESC);
"""


def run() -> Figures:
    """Web alone, then with the worker at work, then pgbench: into a table with the same columns and indexes."""
    with database() as (home, url):
        hook = hooks.vk()
        with web() as base:
            post_for(base, hook.dialog, seconds=1.0, connections=CONNECTIONS, first=10**9)
            alone = _measure(base, hook, first=0)
            with process("worker"), process("worker", "--only-intake"):
                time.sleep(1.0)
                beside_worker = _measure(base, hook, first=10**6)
            kept = _count_events() - _warm_count()
        peer = _pgbench(home, url)
    said = len(alone.latencies) + len(beside_worker.latencies)
    share = f"pgbench single-row INSERT {peer:.0f}/s"
    yield Figure("ingest.web_alone", alone.rate, "1/s", "limit ≥ 1500")
    yield Figure("ingest.web_alone.p95", percentile(alone.latencies, 0.95) * 1000, "ms", "limit ≤ 10")
    yield Figure("ingest.web_alone.share_of_pgbench", alone.rate / peer * 100, "%", f"limit ≥ 12; {share}")
    yield Figure("ingest.with_worker", beside_worker.rate, "1/s", "limit ≥ 1000")
    yield Figure("ingest.with_worker.p95", percentile(beside_worker.latencies, 0.95) * 1000, "ms", "-")
    yield Figure("ingest.refused", alone.refused + beside_worker.refused, "deliveries", "limit 0")
    yield Figure(
        "ingest.acknowledged_and_missing", max(said - kept, 0), "events", f"limit 0; {said} acknowledged"
    )


def _measure(base: str, hook: hooks.Hook, *, first: int) -> Outcome:
    return post_for(base, hook.dialog, seconds=SECONDS, connections=CONNECTIONS, first=first)


def _count_events() -> int:
    from nasvyazi.domain.inbox.models import Event

    return Event.objects.count()


def _warm_count() -> int:
    from nasvyazi.domain.inbox.models import Event

    return Event.objects.filter(external_id__gte=f"{10**9:040x}").count()


def _pgbench(home: Path, url: str) -> float:
    """Transactions a second of single-row INSERTs into a table like ours, as many connections, as long."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_INSERT)
        script.flush()
        subprocess.run([postgres.binary("psql"), "-q", "-d", url, "-c", _TABLE], check=True)
        load = ["-n", "-c", str(CONNECTIONS), "-j", "2", "-T", str(int(SECONDS)), "-f", script.name, url]
        told = subprocess.run(
            [postgres.binary("pgbench"), *load], check=True, capture_output=True, text=True
        ).stdout
    line = next(line for line in told.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])
