"""A plot of confidence against truth, as an SVG that any browser shows."""

from __future__ import annotations

from collections.abc import Sequence

from nasvyazi.domain.understanding.calibration import Bin

_SIZE, _EDGE = 360, 40


def reliability_svg(bins: Sequence[Bin]) -> str:
    """A dot for each bin, as large as it has guesses, beside the diagonal on which a confidence is just right."""
    most = max((one.count for one in bins), default=1)
    dots = "".join(
        f'<circle cx="{_across(one.confidence):.1f}" cy="{_up(one.right):.1f}" r="{3 + 9 * one.count / most:.1f}">'
        f"<title>{one.count}: {one.confidence:.2f} → {one.right:.2f}</title></circle>"
        for one in bins
    )
    ticks = "".join(
        f'<text x="{_across(share):.0f}" y="{_up(0) + 18:.0f}">{share:.1f}</text>'
        f'<text x="{_across(0) - 16:.0f}" y="{_up(share) + 4:.0f}">{share:.1f}</text>'
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    whole = _SIZE + 2 * _EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" '
        f'font-family="sans-serif" font-size="11">'
        f'<rect width="{whole}" height="{whole}" fill="#fff"/>'
        f'<path d="M{_across(0)} {_up(1)}V{_up(0)}H{_across(1)}" fill="none" stroke="#333"/>'
        f'<path d="M{_across(0)} {_up(0)}L{_across(1)} {_up(1)}" stroke="#999" stroke-dasharray="4"/>'
        f'<g text-anchor="middle" fill="#333">{ticks}'
        f'<text x="{_across(0.5)}" y="{whole - 4}">confidence</text><text x="{_across(0.1)}" y="16">right</text></g>'
        f'<g fill="#1c6dd0" fill-opacity=".75">{dots}</g></svg>\n'
    )


def _across(share: float) -> float:
    return _EDGE + share * _SIZE


def _up(share: float) -> float:
    return _EDGE + (1 - share) * _SIZE
