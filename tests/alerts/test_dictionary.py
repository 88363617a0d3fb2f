"""The dictionary of inflected words."""

from __future__ import annotations

from alerts.matching.dictionary import Dictionary


def test_the_answers_stay_the_same_when_it_is_asked_often() -> None:
    words = ["strikes", "miners", "went", "flood", "Lima", "xylophonist", "qqqq", "", "huelgas", "ñandú"]
    seldom, often = Dictionary("en"), Dictionary("en", often=len(words))
    first = [often.lemma(word) for word in words]
    assert first[:4] == ["strike", "miner", "go", "flood"]
    assert first[6:8] == [None, None]
    assert [often.lemma(word) for word in words] == first == [seldom.lemma(word) for word in words]
    assert [word in often for word in words] == [lemma is not None for lemma in first]
