"""``python -m eidisi``."""

from eidisi.cli import main

main()
