"""Gold labels in the shape of a prediction: what a perfect system would submit, or a pass scored against gold."""

from __future__ import annotations

from eidisi.model import (
    Document,
    PredictedArgument,
    PredictedEntity,
    PredictedEvent,
    PredictedQuote,
    Prediction,
)


def as_prediction(document: Document) -> Prediction:
    """All three layers. A speaker is the first mention that the quote points at; UNKNOWN and AUTHOR are null."""
    spans = {m.id: m.span for m in document.mentions}
    return Prediction(
        id=document.id,
        entities=[PredictedEntity(m.start, m.end, m.type) for m in document.mentions if m.level == "named"],
        quotes=[
            PredictedQuote(
                spans=[list(span) for span in q.spans],
                type=q.type,
                cue=list(q.cue) if q.cue else None,
                speaker=list(spans[q.speaker.mentions[0]]) if q.speaker.mentions else None,
            )
            for q in document.quotes
        ],
        events=[
            PredictedEvent(
                trigger=list(e.trigger),
                type=e.type,
                realis=e.realis,
                polarity=e.polarity,
                arguments=[PredictedArgument(a.role, a.start, a.end) for a in e.arguments],
            )
            for e in document.events
        ],
    )
