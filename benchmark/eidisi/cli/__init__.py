"""The command line. Commands import what they need when they run, so that ``--help`` stays light."""

from __future__ import annotations

import typer

from eidisi.cli.adjudicate import adjudicate
from eidisi.cli.annotate import annotate
from eidisi.cli.index import index

app = typer.Typer(
    name="eidisi",
    help="Eidisi: gold entities, quotes and events in Greek news, and the scorer for them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)
app.command()(adjudicate)
app.command()(annotate)
app.command()(index)


@app.callback()
def _root() -> None:
    """Eidisi: gold entities, quotes and events in Greek news, and the scorer for them."""


def main() -> None:
    """The console script."""
    app()
