"""Charts as inline SVG: no script, no file beside the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

COLOURS: Final = ("#1b6ca8", "#c8553d", "#3d8361", "#7b5ea7", "#b8860b", "#4a4a4a")
_LEFT, _WIDTH, _ROW = 250, 500, 20


def colour(k: int) -> str:
    return COLOURS[k % len(COLOURS)]


def points(rows: Sequence[tuple[str, Sequence[tuple[float, tuple[float, float] | None] | None]]]) -> str:
    """One line a row, one point a system with its interval as a bar; the axis runs from 0 to 1."""
    systems = max((len(values) for _, values in rows), default=0)
    step = _ROW * max(1, systems) + 8
    height = step * len(rows) + 26
    parts = [_axis(height)]
    for n, (label, values) in enumerate(rows):
        top = n * step + 6
        parts.append(_label(label, top + (step - 8) / 2))
        for k, value in enumerate(values):
            y = top + _ROW * k + _ROW / 2
            if value is None:
                continue
            score, ci = value
            if ci:
                parts.append(
                    f'<line x1="{_x(ci[0]):.1f}" x2="{_x(ci[1]):.1f}" y1="{y}" y2="{y}" stroke="{colour(k)}" '
                    'stroke-width="5" stroke-opacity="0.35" stroke-linecap="round"/>'
                )
            parts.append(f'<circle cx="{_x(score):.1f}" cy="{y}" r="4.5" fill="{colour(k)}"/>')
            end = _x(ci[1]) if ci else _x(score)
            parts.append(f'<text x="{end + 9:.1f}" y="{y + 4}" class="n">{score:.3f}</text>')
    return _svg(height, parts)


def bars(rows: Sequence[tuple[str, Sequence[float | None], str]]) -> str:
    """One group of bars a row (label, a value a system, a remark such as the number of items)."""
    systems = max((len(values) for _, values, _ in rows), default=1)
    bar = 13 if systems == 1 else 9
    step = bar * systems + 8
    height = step * len(rows) + 26
    parts = [_axis(height)]
    for n, (label, values, remark) in enumerate(rows):
        top = n * step + 4
        parts.append(_label(f"{label} ({remark})" if remark else label, top + bar * systems / 2))
        for k, value in enumerate(values):
            if value is None:
                continue
            y = top + bar * k
            parts.append(
                f'<rect x="{_LEFT}" y="{y}" width="{max(1.0, _x(value) - _LEFT):.1f}" height="{bar - 2}" fill="{colour(k)}"/>'
                f'<text x="{_x(value) + 5:.1f}" y="{y + bar - 4}" class="n">{value:.2f}</text>'
            )
    return _svg(height, parts)


def _x(value: float) -> float:
    return _LEFT + value * _WIDTH


def _label(text: str, y: float) -> str:
    return f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(text)}</text>'


def _axis(height: int) -> str:
    lines = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = _x(tick)
        lines.append(f'<line x1="{x}" x2="{x}" y1="0" y2="{height - 20}" class="grid"/>')
        lines.append(f'<text x="{x}" y="{height - 6}" text-anchor="middle" class="n">{tick:g}</text>')
    return "".join(lines)


def _svg(height: int, parts: Sequence[str]) -> str:
    width = _LEFT + _WIDTH + 60
    return f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">{"".join(parts)}</svg>'
