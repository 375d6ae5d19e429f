"""The table of agreement between two passes."""

from __future__ import annotations

from collections.abc import Sequence

from eidisi.report.tables import render_table
from eidisi.scoring.agreement import Agreement


def render_agreement(found: Sequence[Agreement], format: str = "table") -> str:
    """One measure a row; ``!`` marks a figure under the one to reach."""
    rows = [
        [
            x.line.layer,
            x.line.measure,
            "-" if x.value is None else f"{x.value:.3f}",
            f"[{x.ci[0]:.3f}, {x.ci[1]:.3f}]" if x.ci else "-",
            f"{x.n:g}",
            f"{x.line.target:.2f}{' !' if x.alarm else ''}",
        ]
        for x in found
    ]
    return render_table(["layer", "measure", "agreement", "95 % CI", "n", "to reach"], rows, format)
