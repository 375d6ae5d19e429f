"""Coreference of two passes: the CoNLL score, the mean F1 of MUC, B-cubed and CEAF-e.

**Conventions.** A document's coreference is a partition of its mentions; the passes are compared over the mentions
that are equal in span and type on both sides, and singletons are kept (most entities of a short article are
mentioned once). Each measure keeps ``(p_num, p_den, r_num, r_den)`` per document, so documents add up.

**Measures.** MUC (Vilain et al. 1995) counts the links that are missing to join each cluster; a singleton has no
link. B-cubed (Bagga and Baldwin 1998) averages over mentions the share of their cluster that is right. CEAF-e (Luo
2005) pairs clusters one to one so that the sum of phi4 = 2|K n R| / (|K| + |R|) is greatest. The CoNLL score is the
mean of the three F1 (Pradhan et al. 2012).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence

from eidisi.scoring.counts import f1

Clusters = Sequence[frozenset[Hashable]]
Row = tuple[float, float, float, float]


def _muc_side(key: Clusters, response: Clusters) -> tuple[float, float]:
    where = {m: n for n, cluster in enumerate(response) for m in cluster}
    num = den = 0
    for cluster in key:
        parts = len({where.get(m, ("alone", m)) for m in cluster})
        num += len(cluster) - parts
        den += len(cluster) - 1
    return num, den


def muc(gold: Clusters, predicted: Clusters) -> Row:
    """Links: (p_num, p_den, r_num, r_den)."""
    return (*_muc_side(predicted, gold), *_muc_side(gold, predicted))


def _b3_side(key: Clusters, response: Clusters) -> tuple[float, float]:
    where = {m: cluster for cluster in response for m in cluster}
    num = sum(len(c & where[m]) / len(c) for c in key for m in c if m in where)
    return num, sum(len(c) for c in key)


def b_cubed(gold: Clusters, predicted: Clusters) -> Row:
    """Mentions: (p_num, p_den, r_num, r_den)."""
    return (*_b3_side(predicted, gold), *_b3_side(gold, predicted))


def ceaf_e(gold: Clusters, predicted: Clusters) -> Row:
    """Entities under the best one-to-one pairing: (p_num, p_den, r_num, r_den)."""
    if not gold or not predicted:
        return (0.0, float(len(predicted)), 0.0, float(len(gold)))
    from scipy.optimize import linear_sum_assignment

    weights = [[2 * len(k & r) / (len(k) + len(r)) for r in predicted] for k in gold]
    rows, columns = linear_sum_assignment(weights, maximize=True)
    best = sum(weights[i][j] for i, j in zip(rows, columns, strict=True))
    return (best, float(len(predicted)), best, float(len(gold)))


MEASURES = {"muc": muc, "b_cubed": b_cubed, "ceaf_e": ceaf_e}


def conll(rows: dict[str, Row]) -> float | None:
    """Mean F1 of the measures that are defined (MUC is not, where every entity is mentioned once)."""
    values: Collection[float] = [
        value for p, pd, r, rd in rows.values() if (value := f1(p, pd, r, rd)) is not None
    ]
    return sum(values) / len(values) if values else None
