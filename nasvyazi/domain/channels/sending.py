"""Whether residents are answered in a channel: what was recorded for it, else the country's rule, which is data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_RULES = Path(__file__).with_name("sending_rules.toml")
_FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Why nothing is sent in a network unless a basis is recorded: what is forbidden, by what source, since when.

    `texts` is by language; `looked_up` is when somebody last saw that the source still says so.
    """

    countries: frozenset[str]
    networks: frozenset[str]
    since: date
    source: str
    looked_up: date
    texts: Mapping[str, str]

    def text(self, language: str) -> str:
        """The rule in a language ("ru", "en-gb" …), in English where it is not told in that one."""
        return self.texts.get(language.partition("-")[0], self.texts[_FALLBACK])


@cache
def rules() -> tuple[Rule, ...]:
    """All rules that come with the program."""
    told = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    return tuple(
        Rule(
            countries=frozenset(row["countries"]),
            networks=frozenset(row["networks"]),
            since=row["since"],
            source=row["source"],
            looked_up=row["looked_up"],
            texts=row["text"],
        )
        for row in told["rule"]
    )


def rule_for(*, network: str, country: str, on: date) -> Rule | None:
    """The rule against sending in a network of an installation in a country (ISO 3166 code) on a day, if any."""
    for rule in rules():
        if country.upper() in rule.countries and network in rule.networks and rule.since <= on:
            return rule
    return None
