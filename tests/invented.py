"""Invented articles for tests, and a short way to compile the notation over them."""

from __future__ import annotations

from eidisi.corpus.annotating import compile_notation
from eidisi.corpus.index import document_of, entry
from eidisi.model import Document
from eidisi.problems import Problems

HARBOUR = """Καβάλα: Συνάντηση για το λιμάνι 🚢 με δύο συνθήματα

Ο δήμαρχος Ηλίας Βρεττός και η Άννα Σκούρα συναντήθηκαν χθες στην Καβάλα. «Δεν πουλάμε το λιμάνι», είπε ο Βρεττός, «ούτε θα το νοικιάσουμε». Πρόσθεσε ότι η συμφωνία θα υπογραφεί τον Μάιο.

Οι δύο τους δήλωσαν πως «η πόλη δεν εκβιάζεται». Λέγεται ότι η εταιρεία Αιολίς αγόρασε το Μέγαρο Φλόγα έναντι 3 εκατ. ευρώ. Ομολογώ ότι δεν το περίμενα. Ένας αστυνομικός σκότωσε τον 40χρονο πρόεδρο της Αιολίς."""

HARBOUR_NOTATION = """doc test/harbour
entity mayor PERSON
entity anna PERSON
entity both PERSON
entity city GPE
entity firm ORG
entity hall FAC
entity cop PERSON
entity boss PERSON
@0
name city Καβάλα
event Contact.Meet | Συνάντηση | Place city
@1
name mayor Ηλίας Βρεττός
name anna Άννα Σκούρα
name city Καβάλα
val DATE χθες
event Contact.Meet | συναντήθηκαν | Entity mayor | Entity anna | Time [χθες] | Place city
@2
name mayor Βρεττός
quote direct | «Δεν .. λιμάνι» ++ «ούτε .. νοικιάσουμε» | cue είπε | speaker mayor name
@3
val DATE Μάιο
quote indirect | η συμφωνία .. Μάιο | cue Πρόσθεσε | speaker mayor prodrop
event Government.Agreement | υπογραφεί | other | Time [Μάιο]
@4
nom both δύο
quote direct | «η πόλη .. εκβιάζεται» | cue δήλωσαν | speaker mayor@2,anna@1 name
quote indirect | @5 η εταιρεία .. ευρώ | cue @5 Λέγεται | speaker UNKNOWN
event Contact.Correspondence | δήλωσαν | Entity both | neg
@5
name firm Αιολίς
name hall Μέγαρο Φλόγα
val MONEY 3 εκατ. ευρώ
event Transaction.Transfer-Ownership | αγόρασε | Recipient firm | Thing hall | Money [3 εκατ. ευρώ]
event Transaction.Transfer-Money | αγόρασε | Giver firm | Money [3 εκατ. ευρώ]
@6
quote indirect | δεν το περίμενα | cue Ομολογώ | speaker AUTHOR
@7
nom cop αστυνομικός
nom boss 40χρονο πρόεδρο
name firm Αιολίς
event Life.Die | σκότωσε | Victim boss | Agent cop
event Conflict.Attack | σκότωσε | Target boss | Attacker cop
event Personnel.Start-Position | πρόεδρο | generic | Person boss | Position [40χρονο πρόεδρο] | Entity firm
"""


def blank(text: str, identifier: str = "test/harbour", title: bool = True) -> Document:
    """An unlabelled document over an invented text."""
    title_end = text.index("\n") if title else 0
    found = entry(
        identifier, text, title_end, split="test", story=None, section=None, date=None, fiction=True
    )
    return document_of(found, "test", text, None)


def compiled(notation: str, base: Document) -> tuple[Document | None, Problems]:
    return compile_notation(notation, "test.eid", base)


def harbour() -> Document:
    """The article above with all its labels; it is meant to be odd, not right."""
    document, problems = compiled(HARBOUR_NOTATION, blank(HARBOUR))
    assert not problems, "\n".join(map(str, problems))
    assert document is not None
    return document
