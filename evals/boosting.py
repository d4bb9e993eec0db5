"""Fitting the two weighings of a profile: a logistic regression, then boosted trees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from agent.coding.trees import Tree, Trees

_STRENGTH = 0.1
#: Small trees, each of a third of the features: five hundred charts tell little more.
_TREES, _RATE, _LEAVES, _LEAST_IN_LEAF = 120, 0.05, 20, 40
_PENALTY, _BINS, _SHARE_OF_FEATURES, _SEED = 10.0, 64, 0.3, 0


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted logistic regression over standardised features."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    intercept: float

    def log_odds(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(((values - self.mean) / self.scale) @ self.weights + self.intercept)


def weighed(values: NDArray[np.float64], right: NDArray[np.bool_]) -> Weights:
    """The weights. Raises ValueError when all candidates are right, or none is."""
    if not right.any() or right.all():
        raise ValueError("the labelled codes do not tell right candidates from wrong ones")
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=_STRENGTH, max_iter=100, solver="newton-cholesky").fit(
        (values - mean) / scale, right
    )
    return Weights(mean, scale, model.coef_[0], float(model.intercept_[0]))


def boosted(values: NDArray[np.float64], right: NDArray[np.bool_]) -> Trees:
    """The trees; none when all candidates are right, or none is."""
    if not right.any() or right.all():
        return Trees(start=0.0, trees=())
    model = HistGradientBoostingClassifier(
        learning_rate=_RATE,
        max_iter=_TREES,
        max_leaf_nodes=_LEAVES,
        min_samples_leaf=_LEAST_IN_LEAF,
        l2_regularization=_PENALTY,
        max_bins=_BINS,
        max_features=_SHARE_OF_FEATURES,
        early_stopping=False,
        random_state=_SEED,
    ).fit(values, right)
    trees = exported(model)
    # The nodes are no public part of the library: what they say is held against the model itself.
    theirs = model.decision_function(values[:100])
    ours = [trees.log_odds(row) for row in values[:100].tolist()]
    if not np.allclose(theirs, ours):
        raise RuntimeError("scikit-learn keeps its trees in another form than this version reads")
    return trees


def exported(model: HistGradientBoostingClassifier) -> Trees:
    """The fitted trees as numbers."""
    trees = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        trees.append(
            Tree(
                feature=tuple(np.where(leaf, -1, nodes["feature_idx"]).tolist()),
                at_most=tuple(np.where(leaf, 0.0, nodes["num_threshold"]).tolist()),
                below=tuple(np.where(leaf, 0, nodes["left"]).tolist()),
                above=tuple(np.where(leaf, 0, nodes["right"]).tolist()),
                value=tuple(nodes["value"].tolist()),
            )
        )
    return Trees(start=float(model._baseline_prediction.item()), trees=tuple(trees))
