"""Where an article ends, on pages that do not say so."""

from __future__ import annotations

import pytest

from tests.crawler.extract.pages import HEADLINE, p, read

TEXT = (
    "The prefecture of Puno closed the road along the lake after part of the slope slid onto both lanes at dawn.",
    "Crews with two excavators need three days to clear it, said the engineer in charge, if no more rain falls.",
    "Buses to Desaguadero go by way of Mazocruz until then, which takes them four hours longer than usual.",
    "Traders at the border asked the customs office to let lorries wait inside its yard during the nights.",
    "A similar slide cut off the same villages for a week in March, when the river carried away a bridge.",
)
WHOLE = "\n\n".join(TEXT)


def ends_of(inner: str) -> str:
    """What is read of a page without any marks but its headline, below the text given."""
    page = f"<html><body><main><h1>{HEADLINE}</h1>{inner}</main></body></html>"
    return read(page).body.removeprefix(WHOLE).strip()


@pytest.mark.parametrize(
    "box",
    [
        "<div><h4>Rosa Quispe</h4><p>Rosa has reported from the highlands for eleven years.</p></div>",
        "<section><p>Our weekly letter brings the best of the highlands to you.</p><b>Join now</b></section>",
        "<div><div>Nothing of this may be printed without our consent in writing.</div></div>",
        "<div><h3>Rate this page</h3><span>Thank you for your opinion.</span></div>",
    ],
)
def test_a_box_below_the_element_with_the_text_is_none_of_it(box: str) -> None:
    assert ends_of(f"<div class='x1'>{p(TEXT)}</div>{box}") == ""


@pytest.mark.parametrize(
    ("inner", "end"),
    [
        (f"<div>{p(TEXT)}</div><p>The villages have bread for two days.</p>", "The villages have bread for two days."),
        (f"<p>{'<br><br>'.join(TEXT)}</p><ul><li>Bread lasts for two days.</li></ul>", "Bread lasts for two days."),
        (f"<div>{p(TEXT[:3])}</div><div>{p(TEXT[3:])}</div>", ""),
    ],
)
def test_a_text_goes_on_below_an_element_that_is_no_box_of_all_of_it(inner: str, end: str) -> None:
    assert ends_of(inner) == end


def listed(*headlines: str, summary: str = "") -> str:
    return "".join(f"<div class='c'><h4><a href='/n/{one[:5]}'>{one}</a></h4>{summary}</div>" for one in headlines)


OTHERS = (
    "Frost spoils the quinoa of four districts",
    "Juliaca names its new bus station",
    "Two fairs share one Sunday",
)
SUMMARY = "<p>What the farmers of the plain lost in one night, and what they were promised for it in Lima.</p>"


@pytest.mark.parametrize(
    "others",
    [
        listed(*OTHERS, summary=SUMMARY),
        f"<h3>Articles liés</h3>{listed(*OTHERS, summary=SUMMARY)}",
        f"<h3>Másnoticias</h3><i>Local</i>{listed(*OTHERS, summary='<p>Redacción, 3 de julio</p>' + SUMMARY)}",
        "".join(f"<a href='/o/{one[:4]}'><h5>{one}</h5>{SUMMARY}</a>" for one in OTHERS),
    ],
)
def test_headlines_of_other_articles_with_their_summaries_end_a_text(others: str) -> None:
    assert ends_of(f"<div class='x1'>{p(TEXT)}</div><div>{others}</div>") == ""


@pytest.mark.parametrize(
    "below",
    [
        "".join(f"<h4><a href='#a'>Where do buses stop now, {n}?</a></h4>{p(TEXT[:1])}" for n in "abcd"),
        listed(*OTHERS[:2], summary=SUMMARY),
        "".join(f"{listed(one)}{p(TEXT[:3])}" for one in OTHERS),
    ],
)
def test_questions_that_unfold_and_links_amid_a_text_do_not_end_it(below: str) -> None:
    longer = "".join(f"<div>{one}</div>" for one in (p(TEXT), below.replace("slope", "hill")))
    assert "hill" in ends_of(longer) or "What the farmers" in ends_of(longer)


@pytest.mark.parametrize("own", [0, 1, 2])
def test_a_text_whose_paragraphs_have_a_container_each_is_read_whole(own: int) -> None:
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(9))
    boxes = "".join(f"<div class='c{n}'><ul>{menu}</ul><p>{text}</p></div>" for n, text in enumerate(TEXT[own:]))
    assert read(f"<html><body><h1>{HEADLINE}</h1>{boxes}</body></html>").body == "\n\n".join(TEXT[own:])


@pytest.mark.parametrize("names", ["comments", "sect_commentlinks", "kommentare", "commentaires", "bloque-comentarios"])
def test_comments_are_none_of_a_text_however_many_there_are(names: str) -> None:
    answers = "".join(
        f"<li><p>Reader {n}: that road was never safe, and {n} years of repairs did not mend it.</p></li>"
        for n in range(90)
    )
    text = "".join(f"<p>On day {n} nobody crossed the slope, and {n} lorries waited below it.</p>" for n in range(20))
    assert "Reader" not in ends_of(f"<div>{text}</div><div><h2>Opinions</h2><ul class='{names}'>{answers}</ul></div>")


@pytest.mark.parametrize("names", ["comment-body", "commentary", "main-commentaries"])
def test_a_text_in_a_container_that_is_called_as_comments_are_is_read(names: str) -> None:
    assert ends_of(f"<div class='{names}'>{p(TEXT)}</div>") == ""


@pytest.mark.parametrize("names", ["cta", "app-button", "btn btn-wide"])
def test_a_label_to_press_is_no_text_and_a_text_that_a_button_unfolds_is(names: str) -> None:
    pressed = f"<p>{TEXT[0]}</p><div class='{names}'>Get the app today</div>{p(TEXT[1:])}"
    assert ends_of(f"<div>{pressed}</div>") == ""
    unfolded = f"<p>{TEXT[0]}</p><div class='{names}'>{p(TEXT[1:])}</div>"
    assert ends_of(f"<div>{unfolded}</div>") == ""
