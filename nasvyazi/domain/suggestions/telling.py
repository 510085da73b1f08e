"""Which words of a text tell what it is about, and how much of them another text has.

How common a word is, PostgreSQL's own statistics of the messages' words know (pg_stats.most_common_elems, kept by
ANALYZE): nobody has to count, and where nothing is counted yet all words tell the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Case, FloatField, Value, When
from django.db.models.expressions import Combinable

from nasvyazi.domain.appeals.models import Appeal

Weights = Mapping[str, float]
"""Words (lexemes of the Russian dictionary) and how much each tells: the rarer, the more."""

OF_NUMBERS = 0.5
"""What a number weighs: the same house is a sign, but no matter. All other words weigh more."""
_MOST = 16
_TOO_COMMON = 0.2
"""A word that stands in every fifth message finds everything."""
_RARE = 0.001
"""What is taken for a word that the statistics do not know: a rarer one tells no more of what a text is about."""
_LEXEMES = """
    SELECT said.lexeme, known.frequency
    FROM unnest(to_tsvector('russian', %s)) AS said
    LEFT JOIN (
        SELECT elem AS lexeme, frequency
        FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS one(elem, frequency)
        WHERE schemaname = current_schema AND tablename = 'inbox_message' AND attname = 'words'
    ) AS known USING (lexeme)
"""


def weights(appeal: Appeal) -> Weights:
    """The words of an appeal, and of the place of its problem, that tell most. One query."""
    place = appeal.problem.place if appeal.problem is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(_LEXEMES, [f"{appeal.excerpt} {place}"])
        found: list[tuple[str, float | None]] = cursor.fetchall()
    told = {
        word: OF_NUMBERS if any(map(str.isdigit, word)) else -math.log(max(frequency or 0, _RARE))
        for word, frequency in found
        if frequency is None or frequency < _TOO_COMMON
    }
    return dict(Counter(told).most_common(_MOST))


def shared(weights: Weights) -> Combinable:
    """How much of the words a row's `words` have: an expression for a query."""
    parts = (
        Case(When(words=any_of([word]), then=Value(weight)), default=Value(0.0), output_field=FloatField())
        for word, weight in weights.items()
    )
    return reduce(add, parts, Value(0.0, output_field=FloatField()))


def any_of(words: Iterable[str]) -> SearchQuery:
    """Asks for texts with any of these words, which are lexemes already, whatever is in them."""
    return SearchQuery(" | ".join(map(_quoted, words)), config="simple", search_type="raw")


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
