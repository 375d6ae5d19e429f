"""From the notation to checked gold: compile, check the rules, ask the questions."""

from __future__ import annotations

from eidisi.corpus.checks import check_rules
from eidisi.corpus.collections import bare_document
from eidisi.formats.brat import read_ann, write_ann
from eidisi.formats.compiler import Compiler
from eidisi.formats.notation import parse
from eidisi.formats.sheet import numbered_sentences
from eidisi.model import Document
from eidisi.problems import Problems


def compile_notation(
    source: str, file: str | None = None, base: Document | None = None
) -> tuple[Document | None, Problems]:
    """The document of a notation file and everything wrong with it; None where it names no known document.

    Without ``base`` the ``doc`` line says which article it is.
    """
    problems = Problems(file)
    named, statements = parse(source, problems)
    if base is None:
        if not named:
            problems.add("bad-notation", "the file has no line `doc ID`", line=1)
            return None, problems
        try:
            base = bare_document(named)
        except KeyError:
            problems.add("unknown-document", f"there is no document {named!r}", line=1)
            return None, problems
        if base.text is None:
            problems.add("no-text-no-lines", f"the text of {named} is not here", hint="run `eidisi fetch`")
            return None, problems
    document = Compiler(base, numbered_sentences(base), problems).run(statements)
    if not problems:
        check_rules(document, problems)
    if not problems:
        ann = write_ann(document)
        again = read_ann(ann, base, problems)
        if write_ann(again) != ann:
            problems.add("not-canonical", "the compiled file does not survive a round trip", document=base.id)
    return document, problems
