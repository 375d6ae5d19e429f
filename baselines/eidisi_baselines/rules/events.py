"""Events by the trigger words of train, and roles by the type and side of what stands around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from eidisi import Document
from eidisi.model import PredictedArgument, PredictedEvent
from eidisi.ontology import EVENT_ROLES
from eidisi_baselines.candidates import ARTICLES, Candidate
from eidisi_baselines.view import View

LEAST = 0.5
"""A stem is a trigger word if at least this share of its occurrences in train is a trigger."""

AGENTS = ("Attacker", "Agent", "Entity", "Giver", "Winner", "Prosecutor", "Investigator", "Participant")
PATIENTS = ("Victim", "Target", "Person", "Defendant", "Recipient", "Loser", "Affected")


def stem(folded: str) -> str:
    """A word without its inflection, roughly: «συνέλαβαν», «συνέλαβε» share one; short words stay."""
    return folded[: max(5, len(folded) - 3)]


def trigger_words(documents: Iterable[tuple[View, Document]]) -> dict[str, str]:
    """Stem -> event type, from what train marks."""
    types: dict[str, Counter[str]] = {}
    seen: Counter[str] = Counter()
    for view, document in documents:
        seen.update(stem(t.fold) for t in view.tokens)
        for e in document.events:
            tokens = view.range(e.trigger)
            if len(tokens) == 1:
                types.setdefault(stem(view.fold(tokens.start)), Counter())[e.type] += 1
    return {
        word: min(counts, key=lambda t: (-counts[t], t))
        for word, counts in sorted(types.items())
        if sum(counts.values()) >= LEAST * seen[word]
    }


def events(view: View, candidates: Sequence[Candidate], words: Mapping[str, str]) -> list[PredictedEvent]:
    """One event for each trigger word."""
    found = []
    for k, token in enumerate(view.tokens):
        etype = words.get(stem(token.fold))
        if etype is None or not token.text[0].isalpha():
            continue
        realis, polarity = _mood(view, k)
        arguments = _arguments(view, k, etype, candidates)
        found.append(PredictedEvent(list(token.span), etype, arguments, realis, polarity))
    return found


def _mood(view: View, k: int) -> tuple[str, str]:
    """θα, να, αν in front: other; δεν, χωρίς, «δεν υπήρξαν»: negative, which is other."""
    home = view.sentences[view.sentence_of[k]]
    before = [view.fold(j) for j in range(max(home.start, k - 3), k)]
    if {"δεν", "μην", "χωρισ"} & set(before):
        return "other", "negative"
    return ("other" if {"θα", "να", "αν"} & set(before) else "actual"), "positive"


def _arguments(view: View, k: int, etype: str, candidates: Sequence[Candidate]) -> list[PredictedArgument]:
    home = view.sentence_of[k]
    roles = EVENT_ROLES[etype]
    found: dict[tuple[str, int, int], PredictedArgument] = {}
    for c in candidates:
        if view.sentence_of[c.first] != home:
            continue
        role = _role(view, k, c, tuple(roles))
        if role is not None:
            found.setdefault((role, *c.span), PredictedArgument(role, *c.span))
    return [found[key] for key in sorted(found)]


def _role(view: View, k: int, c: Candidate, roles: Sequence[str]) -> str | None:
    """The first role of the type that a filler of this kind can have."""
    case = ARTICLES.get(view.fold(c.first - 1), "none")
    if c.type == "DATE":
        return "Time"
    if c.type == "MONEY":
        return "Money" if "Money" in roles else None
    if c.type in {"GPE", "LOC", "FAC"} and (case == "se" or view.fold(c.first - 1) == "σε"):
        return "Destination" if "Destination" in roles else "Place"
    if c.type not in {"PERSON", "ORG", "NORP"} or abs(c.first - k) > 12:
        return None
    side = AGENTS if case == "nom" and c.first < k else PATIENTS
    return next((r for r in roles if r in side), None) or next(
        (r for r in roles if r in AGENTS + PATIENTS), None
    )
