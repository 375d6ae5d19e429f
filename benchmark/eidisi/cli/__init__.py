"""The command line. Commands import what they need when they run, so that ``--help`` stays light."""

from __future__ import annotations

import typer

from eidisi import __version__
from eidisi.cli.adjudicate import adjudicate
from eidisi.cli.agreement import agreement
from eidisi.cli.annotate import annotate
from eidisi.cli.audit import app as audit
from eidisi.cli.baseline import app as baseline
from eidisi.cli.browse import show, stats
from eidisi.cli.convert import export, import_
from eidisi.cli.errors import errors
from eidisi.cli.fetch import fetch
from eidisi.cli.index import index
from eidisi.cli.leaderboard import app as leaderboard
from eidisi.cli.leaderboard import submit
from eidisi.cli.publish import build, publish
from eidisi.cli.report import report
from eidisi.cli.score import compare, score
from eidisi.cli.validate import validate
from eidisi.cli.verifying import app as verify

_HELP = "Eidisi: gold entities, quotes and events in Greek news, and the scorer for them."

app = typer.Typer(
    name="eidisi",
    help=_HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)
app.command()(score)
app.command()(compare)
app.command()(errors)
app.command()(report)
app.command()(validate)
app.command()(fetch)
app.command()(stats)
app.command()(show)
app.command()(export)
app.command("import")(import_)
app.command()(agreement)
app.command()(annotate)
app.command()(adjudicate)
app.command()(index)
app.add_typer(verify, name="verify")
app.add_typer(audit, name="audit")
app.add_typer(baseline, name="baseline")
app.command()(build)
app.command()(publish)
app.command()(submit)
app.add_typer(leaderboard, name="leaderboard")


def _version(asked: bool) -> None:
    if asked:
        from eidisi.model import DATA_VERSION

        typer.echo(f"eidisi {__version__}, data {DATA_VERSION}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Code and data version."
    ),
) -> None:
    """Eidisi: gold entities, quotes and events in Greek news, and the scorer for them."""


def main() -> None:
    """The console script."""
    app()
