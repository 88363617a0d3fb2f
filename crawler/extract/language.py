"""In which language a text is written, from its words."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 8
_LEAST_PROBABILITY = 0.5
_ISO_639_1 = 2  # letters of its codes; the identifier also has codes of three, which queries don't know
_MOST_CHARACTERS = 1000  # more of them do not make it surer
_OFTEN_ENOUGH = 300
"""Characters that nearly always leave no doubt: of 490 pages all but five, and these are read further."""
_NO_DOUBT = 0.95


def language_of(text: str) -> str | None:
    """ISO 639-1 code of a text's language; None when it is too short or mixed to say."""
    if len(_WORD.findall(text[:_MOST_CHARACTERS])) < _FEWEST_WORDS:
        return None
    code, probability = _identifier().classify(text[:_OFTEN_ENOUGH])
    if probability < _NO_DOUBT:
        code, probability = _identifier().classify(text[:_MOST_CHARACTERS])
    return str(code) if probability >= _LEAST_PROBABILITY and len(code) == _ISO_639_1 else None


def known_languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages that are told apart."""
    return frozenset(str(code) for code in _identifier().nb_classes if len(code) == _ISO_639_1)


@cache
def _identifier() -> LanguageIdentifier:
    """Load the model once, when the first text comes."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
