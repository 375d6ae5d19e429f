"""Fine-tune any encoder on Eidisi's names with a transformers Trainer, and score it on the test split.

    pip install 'eidisi[torch]'
    python examples/train_ner.py MODEL OUT [original] [epochs]
"""

import sys

from transformers import AutoModelForTokenClassification, AutoTokenizer, DataCollatorForTokenClassification
from transformers import Trainer, TrainingArguments, set_seed

import eidisi

model_name, out, collection, epochs = [*sys.argv[1:], "original", "5"][:4] if len(sys.argv) < 5 else sys.argv[1:5]
set_seed(1)
data = eidisi.load(collection, config="entities")
names = data["train"].features["ner_tags"].feature.names
tokenizer = AutoTokenizer.from_pretrained(model_name, add_prefix_space=True)
model = AutoModelForTokenClassification.from_pretrained(model_name, num_labels=len(names))
longest = min(tokenizer.model_max_length, model.config.max_position_embeddings)


def align(row):
    """Labels on the first word piece of every token, -100 elsewhere."""
    found = tokenizer(row["tokens"], is_split_into_words=True, truncation=True, max_length=longest)
    words = found.word_ids()
    found["labels"] = [
        -100 if w is None or w == before else row["ner_tags"][w] for before, w in zip([None, *words], words)
    ]
    return found


encoded = data.map(align)
dev = "validation" if "validation" in data else "train"
trainer = Trainer(
    model=model, args=TrainingArguments(out, num_train_epochs=float(epochs), learning_rate=3e-5, report_to=[], save_strategy="no"),
    train_dataset=encoded["train"], data_collator=DataCollatorForTokenClassification(tokenizer),
    compute_metrics=eidisi.compute_metrics(names),
)  # fmt: skip
trainer.train()
print(trainer.evaluate(encoded[dev]))
test = "test" if "test" in data else dev
logits = trainer.predict(encoded[test]).predictions.argmax(-1)
rows = []
for row, one, tags in zip(data[test], encoded[test], logits):
    kept = [int(t) for t, label in zip(tags, one["labels"]) if label != -100]
    rows.append({**row, "ner_tags": kept + [0] * (len(row["tokens"]) - len(kept))})  # what was cut off is O
predictions = eidisi.predictions_from(entities=rows, on=f"{collection}/{test}", repair="conlleval")
print(eidisi.score(predictions, f"{collection}/{test}"))
