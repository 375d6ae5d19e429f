"""The leaderboard: submissions as files, scores that anybody can compute again, and a page that is generated.

A submission is a folder ``submissions/<slug>/`` with ``submission.yaml`` (written by a person), ``predictions.jsonl`` (the
test splits) and ``scores.json`` (written by ``eidisi submit``, never by hand). ``scores.json`` holds the counts of the
ranked measures per document, so the page, its intervals and its paired tests follow from the yaml and json files alone,
without gold. ``eidisi leaderboard verify`` scores every predictions file again and compares.
"""
