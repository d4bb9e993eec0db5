"""The figures that a run is judged by, in the order in which people ask for them."""

from __future__ import annotations

HEADLINE = (
    ("codes.micro.precision", "Precision, full code"),
    ("codes.micro.recall", "Recall, full code"),
    ("codes.micro.f1", "F1, full code"),
    ("codes.subcategory.micro.f1", "F1, subcategory"),
    ("codes.category.micro.f1", "F1, category"),
    ("codes.macro.f1", "F1, mean over codes"),
    ("retrieval.recall_at.25", "Gold code among 25 candidates"),
    ("findings.micro.precision", "Precision, findings"),
    ("findings.micro.recall", "Recall, findings"),
    ("findings.micro.f1", "F1, findings"),
    ("findings.fix_correct", "Fix right, of findings made"),
    ("review.right.agreed", "Model agrees, of right findings"),
    ("review.wrong.disagreed", "Model disagrees, of wrong findings"),
    ("review.raised.right", "Right, of findings it raised"),
    ("evidence.exact.f1", "F1, evidence exact"),
    ("evidence.overlap.f1", "F1, evidence overlap"),
    ("evidence.quote_validity", "Quotes verbatim"),
    ("citations.validity", "Citations valid"),
    ("accuracy.code_over_code", "Code over code"),
    ("accuracy.case_over_case", "Case over case"),
    ("calibration.ece", "Calibration error"),
    ("codes.hallucinated", "Codes that never were"),
    ("codes.abstained", "Conditions left uncoded"),
)
