"""What the model is asked: the task in Greek, from the guidelines, and the JSON schema of the answer.

Strings, no offsets: they are aligned afterwards by ``eidisi.formats.surface``. The schema keeps to the subset that strict
structured output takes everywhere: every key required, null for what is absent, nothing additional.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from eidisi import Document
from eidisi.ontology import EVENT_ROLES, EVENT_TYPES, MENTION_TYPES, POLARITY, QUOTE_TYPES, REALIS, ROLES
from eidisi_baselines.system import text_of

INSTRUCTIONS: Final = """Διαβάζεις ένα ελληνικό άρθρο ειδήσεων και σημειώνεις τρία επίπεδα. Απαντάς μόνο με JSON κατά το σχήμα. Κάθε συμβολοσειρά την αντιγράφεις από το άρθρο ακριβώς όπως τυπώθηκε (κλίση, τόνοι, εισαγωγικά), χωρίς διορθώσεις. Αν κάτι εμφανίζεται πολλές φορές, το γράφεις κάθε φορά, με τη σειρά του κειμένου, και στο "occurrence" βάζεις τη σειρά της εμφάνισης (1, 2, ...).

1. entities: κάθε κύριο όνομα και κάθε χρονική, χρηματική ή ποσοτική έκφραση, σε όλο το άρθρο (τίτλος και λόγια τρίτων μαζί).
Τύποι: PERSON (άνθρωπος), ORG (φορέας, εταιρεία, κόμμα, μέσο, ομάδα), GPE (χώρα, περιφέρεια, πόλη), LOC (τόπος χωρίς διοίκηση), FAC (κτίσμα, δρόμος, αεροδρόμιο), NORP (ουσιαστικό για μέλη έθνους, θρησκείας, κόμματος), EVENT (γεγονός με όνομα, διοργάνωση), PRODUCT (προϊόν, όχημα, όπλο, πλατφόρμα), WORK_OF_ART (τίτλος έργου, βραβείο, έκθεση), LAW (νόμος, συνθήκη), DATE (ημερομηνία, ώρα, διάρκεια, και σχετική: «χθες»), MONEY (ποσό με νόμισμα), QUANTITY (ποσοστό ή μέτρηση με μονάδα).
Έξω από το όνομα μένουν άρθρα, προθέσεις, τίτλοι («κ.», «πρόεδρος»), επίθετα εθνικότητας και τα εισαγωγικά γύρω του. Σκέτοι αριθμοί, γλώσσες, νόσοι και ιδιότητες δεν σημειώνονται.

2. quotes: κάθε λόγος που αποδίδεται σε κάποιον και του οποίου το περιεχόμενο δίνεται. texts: το περιεχόμενο σε ένα ή περισσότερα κομμάτια (αν το κόβει η φράση «είπε ο Χ», δύο κομμάτια). Τα εισαγωγικά ανήκουν στο περιεχόμενο, το «ότι/πως» πριν από αυτό όχι, η τελεία ή το κόμμα έξω από τα εισαγωγικά όχι. type: direct (όλο μέσα σε εισαγωγικά, ή απάντηση συνέντευξης, ή ανάρτηση), indirect (κανένα εισαγωγικό), mixed (ένα μέρος σε εισαγωγικά). cue: το ρήμα ή η φράση που αποδίδει («δήλωσε», «σύμφωνα με»), ή null. speaker: το όνομα, αλλιώς η περιγραφή εκείνου που μιλά, χωρίς άρθρο και τίτλο· αν το υποκείμενο λείπει («Πρόσθεσε ότι»), το όνομα από το προηγούμενο κείμενο· null μόνο αν δεν λέγεται ποιος.

3. events: κάθε λέξη που εκφράζει γεγονός ενός από τους τύπους του σχήματος. trigger: η λέξη (ρήμα, ουσιαστικό ή μετοχή). realis: actual (έγινε ή γίνεται), generic (γενικά), other (μέλλον, σχέδιο, υπόθεση, άρνηση). polarity: negative αν το κείμενο λέει ότι δεν έγινε (τότε realis other). arguments: όσοι και όσα συμμετέχουν κατά την ίδια πρόταση, με ρόλο που έχει ο τύπος και τη φράση τους χωρίς άρθρο· Time και Place επιτρέπονται παντού."""


def roles_text() -> str:
    """The types with their roles, one a line."""
    return "\n".join(f"{etype}: {', '.join(roles)}" for etype, roles in EVENT_ROLES.items())


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def schema() -> dict[str, Any]:
    """The JSON schema of an answer."""
    text: dict[str, Any] = {"type": "string"}
    maybe: dict[str, Any] = {"type": ["string", "null"]}
    number: dict[str, Any] = {"type": ["integer", "null"]}

    def one_of(labels: Sequence[str]) -> dict[str, Any]:
        return {"type": "string", "enum": list(labels)}

    def several(item: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": item}

    return _object(
        entities=several(_object(text=text, type=one_of(MENTION_TYPES), occurrence=number)),
        quotes=several(_object(texts=several(text), type=one_of(QUOTE_TYPES), cue=maybe, speaker=maybe)),
        events=several(
            _object(
                trigger=text, occurrence=number, type=one_of(EVENT_TYPES), realis=one_of(REALIS),
                polarity=one_of(POLARITY), arguments=several(_object(role=one_of(ROLES), text=text)),
            )
        ),
    )  # fmt: skip


def example_answer(document: Document) -> str:
    """The gold of a document as the model should give it."""
    text = text_of(document)
    spans = {m.id: m.span for m in document.mentions}

    def surface(span: tuple[int, int]) -> str:
        return text[span[0] : span[1]]

    def occurrence(span: tuple[int, int]) -> int | None:
        piece = surface(span)
        count = text.count(piece)
        return text.count(piece, 0, span[1]) if count > 1 else None

    answer = {
        "entities": [
            {"text": surface(m.span), "type": m.type, "occurrence": occurrence(m.span)}
            for m in document.mentions if m.level == "named"
        ],
        "quotes": [
            {
                "texts": [surface(s) for s in q.spans], "type": q.type, "cue": surface(q.cue) if q.cue else None,
                "speaker": surface(spans[q.speaker.mentions[0]]) if q.speaker.mentions else None,
            }
            for q in document.quotes
        ],
        "events": [
            {
                "trigger": surface(e.trigger), "occurrence": occurrence(e.trigger), "type": e.type, "realis": e.realis,
                "polarity": e.polarity, "arguments": [{"role": a.role, "text": surface(a.span)} for a in e.arguments],
            }
            for e in document.events
        ],
    }  # fmt: skip
    return json.dumps(answer, ensure_ascii=False)


def messages(text: str, shots: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """The conversation: instructions, examples (article and answer), the article."""
    found = [{"role": "system", "content": f"{INSTRUCTIONS}\n\nΤύποι γεγονότων και ρόλοι:\n{roles_text()}"}]
    for article, answer in shots:
        found += [{"role": "user", "content": article}, {"role": "assistant", "content": answer}]
    return [*found, {"role": "user", "content": text}]
