"""The baselines: what they find on plain cases, that they never look at labels, and that a model is the same twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

import eidisi
from eidisi.model import Document, Prediction
from eidisi_baselines import SYSTEMS, module_of, system
from eidisi_baselines.iob import decode, encode
from eidisi_baselines.linear import Linear, flags
from invented import harbour

NEWS = """Λιμνούπολη: Κλείνει η γέφυρα

Ο δήμαρχος Ηλίας Βρεττός δήλωσε χθες ότι η γέφυρα κλείνει για δύο μήνες. «Δεν υπάρχει άλλη λύση από αυτήν», τόνισε. Πρόσθεσε ότι το έργο κοστίζει 3 εκατ. ευρώ.

«Μας κοροϊδεύουν εδώ και χρόνια», είπε η Άννα Σκούρα, «και το ξέρουν». Σύμφωνα με το υπουργείο Υποδομών, η κίνηση θα διπλασιαστεί στις 14 Μαρτίου 2024."""


@pytest.fixture(scope="module")
def gold() -> list[Document]:
    return [harbour(), *eidisi.documents(PILOT)]


LOW = {"rules": (0.1, 0.1, 0.1), "crf": (0.8, 0.8, 0.8), "spacy": (0.3, -1, -1)}
"""What each must exceed on its own training documents: names, attribution, typed triggers. spaCy needs more of them."""
SHORT = {"spacy": {"epochs": "30"}}
SHORTEST = {"spacy": {"epochs": "2"}}
PILOT = "original/diplomacy-001,original/courts-001,original/disasters-001,original/sport-001"


@pytest.fixture(scope="module", params=["rules", "crf", "spacy"])
def trained(
    request: pytest.FixtureRequest, gold: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp(request.param) / "model"
    system.train(request.param, gold, folder, trained_on="test", seed=3, **SHORT.get(request.param, {}))
    return request.param, folder


def run(trained: tuple[str, Path], documents: list[Document]) -> list[Prediction]:
    return list(system.predict(system.load(*trained), documents, total=len(documents)))


def test_predictions_score(trained: tuple[str, Path], gold: list[Document]) -> None:
    card = eidisi.score(run(trained, gold), gold, ci=False).to_dict()["scores"]["pooled"]
    found = (
        card["entities"]["strict"]["f1"],
        card["quotes"]["attribution"]["f1"],
        card["events"]["TC"]["f1"],
    )
    assert all(value > low for value, low in zip(found, LOW[trained[0]], strict=True)), found


def test_labels_are_not_looked_at(trained: tuple[str, Path], gold: list[Document]) -> None:
    bare = [msgspec.structs.replace(d, mentions=(), quotes=(), events=()) for d in gold]
    assert run(trained, bare) == run(trained, gold)


def test_the_same_model_twice(trained: tuple[str, Path], gold: list[Document], tmp_path: Path) -> None:
    name = trained[0]
    for folder in ("one", "two"):
        system.train(name, gold[:2], tmp_path / folder, trained_on="test", seed=3, **SHORTEST.get(name, {}))
    one, two = (
        sorted(str(p.relative_to(tmp_path / f)) for p in (tmp_path / f).rglob("*")) for f in ("one", "two")
    )
    assert one == two
    assert run((name, tmp_path / "one"), gold) == run((name, tmp_path / "two"), gold)
    files = one
    assert not [f for f in files if f.endswith((".pkl", ".pickle", ".joblib"))]


def test_a_text_of_ones_own(trained: tuple[str, Path]) -> None:
    own = eidisi.document(NEWS.replace("\n", "\r\n"))
    assert own.title_end == len("Λιμνούπολη: Κλείνει η γέφυρα")
    (found,) = run(trained, [own])
    assert found.id == "article" and isinstance(found.quotes, list)
    gold = [msgspec.structs.replace(own, split="test")]
    with pytest.raises(ValueError, match="eidisi fetch"):
        run(trained, [msgspec.structs.replace(own, text=None)])
    assert eidisi.score([found], gold, ci=False).to_dict()


def surfaces(document: Document, spans: Any) -> list[str]:
    assert document.text is not None
    return [document.text[s[0] : s[1]] for s in spans]


def test_rules_on_plain_news(gold: list[Document], tmp_path: Path) -> None:
    system.train("rules", gold, tmp_path / "m", trained_on="test")
    own = eidisi.document(NEWS)
    (found,) = run(("rules", tmp_path / "m"), [own])
    assert isinstance(found.entities, list) and isinstance(found.quotes, list) and own.text is not None
    names = {(own.text[e.start : e.end], e.type) for e in found.entities}
    assert {
        ("Ηλίας Βρεττός", "PERSON"),
        ("Άννα Σκούρα", "PERSON"),
        ("χθες", "DATE"),
        ("14 Μαρτίου 2024", "DATE"),
    } <= names
    assert ("3 εκατ. ευρώ", "MONEY") in names
    said = [
        (
            surfaces(own, q.spans),
            own.text[slice(*q.cue)] if q.cue else None,
            own.text[slice(*q.speaker)] if q.speaker else None,
            q.type,
        )
        for q in found.quotes
    ]  # type: ignore[arg-type, misc]
    assert said[0] == (["η γέφυρα κλείνει για δύο μήνες"], "δήλωσε", "Ηλίας Βρεττός", "indirect")
    assert said[1] == (["«Δεν υπάρχει άλλη λύση από αυτήν»"], "τόνισε", "Ηλίας Βρεττός", "direct")
    assert said[2][1:3] == ("Πρόσθεσε", "Ηλίας Βρεττός")
    assert (
        said[3][0] == ["«Μας κοροϊδεύουν εδώ και χρόνια»", "«και το ξέρουν»"] and said[3][2] == "Άννα Σκούρα"
    )
    assert said[4][1] == "Σύμφωνα με" and len(said) == 5


def test_mistakes(gold: list[Document], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no baseline"):
        module_of("oracle")
    with pytest.raises(ValueError, match="no document"):
        system.train("rules", [], tmp_path / "a", trained_on="test")
    with pytest.raises(ValueError, match="no option"):
        system.train("rules", gold, tmp_path / "b", trained_on="test", depth="3")
    system.train("rules", gold, tmp_path / "c", trained_on="test")
    with pytest.raises(FileExistsError):
        system.train("rules", gold, tmp_path / "c", trained_on="test")
    with pytest.raises(ValueError, match="holds a rules model"):
        system.load("crf", tmp_path / "c")
    with pytest.raises(ValueError, match="no trained baseline"):
        system.load("crf", tmp_path / "nothing")
    assert set(SYSTEMS) >= {"rules", "crf"}


def test_tags_there_and_back() -> None:
    spans = [(0, 2, "A"), (2, 3, "A"), (4, 5, "B")]
    assert decode(encode(spans, 6)) == spans
    assert decode(["I-A", "I-B", "O", "I-A"]) == [(0, 1, "A"), (1, 2, "B"), (3, 4, "A")]
    assert encode([(0, 1, "A"), (0, 3, "B")], 3) == ["B-B", "I-B", "I-B"]


@pytest.mark.parametrize("labels", [["a", "b", "a", "b"], ["a", "b", "c", "a"], ["a", "a", "a", "a"]])
def test_linear_gives_what_sklearn_gives(labels: list[str], tmp_path: Path) -> None:
    rows = [flags("x"), flags("y"), flags("x", "z"), flags("y", "z")]
    model = Linear.fit(rows, labels, seed=1)
    model.save(tmp_path / "m")
    again = Linear.read(tmp_path / "m")
    for row in rows:
        assert again.probabilities(row) == model.probabilities(row)
        assert sum(model.probabilities(row).values()) == pytest.approx(1)
    if len(set(labels)) > 1:
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression

        vectoriser = DictVectorizer()
        reference = LogisticRegression(max_iter=2000, random_state=1).fit(
            vectoriser.fit_transform(rows), labels
        )
        for row, expected in zip(rows, reference.predict_proba(vectoriser.transform(rows)), strict=True):
            assert list(model.probabilities(row).values()) == pytest.approx(list(expected))
    assert Linear.fit([], [], seed=1).best(flags("x")) == (None, 0.0)
