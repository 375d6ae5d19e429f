from datasets import load_dataset
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import make_pipeline
import eidisi

def features(row):
    words = ["", *row["tokens"], ""]
    return [{"w": w, "end": w[-3:], "cap": w[:1].isupper(), "before": words[i], "after": words[i + 2]}
            for i, w in enumerate(row["tokens"])]

train, test = (load_dataset(REPO, "entities", split=s) for s in ("train", "test"))
model = make_pipeline(FeatureHasher(), SGDClassifier(random_state=1))
model.fit([f for r in train for f in features(r)], [t for r in train for t in r["ner_tags"]])
rows = [{**r, "ner_tags": list(map(int, model.predict(features(r))))} for r in test if r["tokens"]]
print(eidisi.score(eidisi.predictions_from(entities=rows, on="original/test", repair="conlleval")))
