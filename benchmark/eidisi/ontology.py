"""The ontology, as data: mention types, quote types, event types with their roles, and label maps.

Everything that names a label reads it from here. Definitions and examples: ``annotations/GUIDELINES.md``.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

ENTITY_TYPES: Final = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW")
VALUE_TYPES: Final = ("DATE", "MONEY", "QUANTITY")
MENTION_TYPES: Final = ENTITY_TYPES + VALUE_TYPES
LEVELS: Final = ("named", "nominal", "pronoun")

QUOTE_TYPES: Final = ("direct", "indirect", "mixed")
REALISATIONS: Final = ("name", "nominal", "pronoun", "prodrop", "context", "none")
OVERT: Final = ("name", "nominal", "pronoun")
SPECIAL_SPEAKERS: Final = ("UNKNOWN", "AUTHOR")

REALIS: Final = ("actual", "generic", "other")
POLARITY: Final = ("positive", "negative")

# Filler classes: M = a mention of an entity type, V = a value (a DATE, MONEY or QUANTITY mention, or a bare span).
_ANY: Final = {"Time": "V", "Place": "M"}

_EVENTS: Final[dict[str, dict[str, str]]] = {
    "Conflict.Attack": {"Attacker": "M", "Target": "M", "Instrument": "M"},
    "Conflict.Demonstrate": {"Entity": "M", "Target": "M"},
    "Life.Die": {"Victim": "MV", "Agent": "M", "Instrument": "M"},
    "Life.Injure": {"Victim": "MV", "Agent": "M", "Instrument": "M"},
    "Movement.Transport-Person": {
        "Person": "M",
        "Agent": "M",
        "Origin": "M",
        "Destination": "M",
        "Instrument": "M",
    },
    "Contact.Meet": {"Entity": "M"},
    "Contact.Correspondence": {"Entity": "M"},
    "Personnel.Elect": {"Person": "M", "Agent": "M", "Position": "V"},
    "Personnel.Start-Position": {"Person": "M", "Entity": "M", "Position": "V", "Agent": "M"},
    "Personnel.End-Position": {"Person": "M", "Entity": "M", "Position": "V", "Agent": "M"},
    "Justice.Investigate": {"Investigator": "M", "Defendant": "M", "Crime": "V"},
    "Justice.Arrest-Jail": {"Person": "M", "Agent": "M", "Crime": "V"},
    "Justice.Charge-Indict": {"Defendant": "M", "Prosecutor": "M", "Adjudicator": "M", "Crime": "V"},
    "Justice.Trial-Hearing": {"Defendant": "M", "Prosecutor": "M", "Adjudicator": "M", "Crime": "V"},
    "Justice.Judgment": {"Defendant": "M", "Adjudicator": "M", "Crime": "V", "Sentence": "V"},
    "Transaction.Transfer-Money": {"Giver": "M", "Recipient": "M", "Money": "V"},
    "Transaction.Transfer-Ownership": {"Giver": "M", "Recipient": "M", "Thing": "M", "Money": "V"},
    "Government.Legislate": {"Agent": "M", "Law": "MV"},
    "Government.Agreement": {"Entity": "M", "Law": "M"},
    "Government.Sanction": {"Agent": "M", "Target": "M", "Penalty": "V", "Money": "V"},
    "Disaster.Natural-Disaster": {"Affected": "M", "Magnitude": "V", "Name": "M"},
    "Disaster.Accident": {"Affected": "M", "Vehicle": "M"},
    "Disaster.Disease-Outbreak": {"Disease": "V", "Affected": "MV"},
    "Contest.Match": {"Participant": "M", "Winner": "M", "Loser": "M", "Competition": "M", "Score": "V"},
}

# Event type -> role -> filler classes. Time and Place are legal everywhere; a named day that is an EVENT
# (GUIDELINES, named days) may fill Time.
EVENT_ROLES: Final = MappingProxyType({etype: {**roles, **_ANY} for etype, roles in _EVENTS.items()})
EVENT_TYPES: Final = tuple(EVENT_ROLES)
ROLES: Final = tuple(dict.fromkeys(role for roles in EVENT_ROLES.values() for role in roles))

TIME_TYPES: Final = ("DATE", "EVENT")
PLACE_TYPES: Final = ("GPE", "LOC", "FAC")

# brat forbids the dot in a type name.
BRAT_EVENT: Final = MappingProxyType({etype: etype.replace(".", "_") for etype in EVENT_TYPES})
EVENT_OF_BRAT: Final = MappingProxyType({brat: etype for etype, brat in BRAT_EVENT.items()})
