from __future__ import annotations

import random
from datetime import timedelta
from statistics import mean

import pytest

from crawler.extract.html import extract_html
from crawler.extract.learning import learn
from crawler.extract.template import Part, Traits, to_json
from model.article import Entry
from model.errors import NotAnArticle
from tests.benchmarks.extraction import Sample, body_of, f1, taught, told
from tests.crawler.extract.pages import NOW
from tests.crawler.extract.publishers import PUBLISHERS, Publisher
from tests.crawler.extract.source import Source
from tests.crawler.extract.stories import Story, sentence, stories

BY_NAME = {publisher.name: publisher for publisher in PUBLISHERS}


def words(number: int, seed: int) -> tuple[str, ...]:
    chance = random.Random(seed)
    return tuple(f"{sentence('en', chance)} {sentence('en', chance)}" for _ in range(number))


def plain(texts: tuple[str, ...], *, title: str = "", head: str = "", above: str = "", info: str = "") -> str:
    """A page without a mark of its own, whose paragraphs are given."""
    inner = "".join(text if text.startswith("<") else f"<p>{text}</p>" for text in texts)
    name = title or f"About {texts[0][:30]}"
    return f"""<html><head><title>{name}</title>{head}</head><body><div class="top">{above}</div>
<div class="page"><h1>{name}</h1>{info}<div class="matter">{inner}</div></div></body></html>"""


def at(number: int) -> str:
    return f"https://source.example/{number}"


@pytest.mark.parametrize("publisher", PUBLISHERS, ids=lambda publisher: publisher.name)
def test_a_source_s_articles_are_read_to_the_word_once_it_is_known(publisher: Publisher) -> None:
    pages = [Sample(publisher.address(story), page.encode(), story.body) for story, page in publisher.pages()]
    template = taught(pages)
    assert f1((sample.body, body_of(sample, template)) for sample in pages) >= 0.99
    assert len(to_json(template)) <= 60_000


@pytest.mark.parametrize("publisher", PUBLISHERS, ids=lambda publisher: publisher.name)
def test_titles_and_dates_are_right_once_a_source_is_known(publisher: Publisher) -> None:
    source = Source()
    right = []
    for story, page in reversed(publisher.pages()):
        content = source.read(page, publisher.address(story))
        day = content.published.value[:10] if content.published else None
        right.append((content.title == story.title, day == story.day.isoformat()))
    assert all(title and day for title, day in right[8:])


def test_the_first_pages_after_a_redesign_are_no_rubbish_and_the_new_look_is_learned() -> None:
    publisher, source, scores = BY_NAME["lantern"], Source(), []
    for story, page in reversed(publisher.pages()):
        scores.append(f1([(story.body, source.body(page, publisher.address(story)))]))
    assert min(scores[15:18]) > 0.85  # only what no page has shown before may be left in
    assert mean(scores[20:]) > 0.99
    assert max(source.template.parts[Part.TITLE], key=source.template.parts[Part.TITLE].__getitem__).startswith(
        "h1.big"
    )


NOTE = "Our paper is read in nine valleys, and its readers alone pay for the ink and the mules."


def test_a_block_on_several_pages_is_left_out_and_others_stay() -> None:
    source = Source()
    for number in range(3):
        assert NOTE in source.body(plain((*words(4, number), NOTE)), at(number))
    texts = words(4, 9)
    assert source.body(plain((*texts[:2], NOTE, *texts[2:])), at(9)) == "\n\n".join(texts)


def test_a_block_that_stays_away_is_forgotten() -> None:
    source = Source()
    for number in range(6):
        source.body(plain((*words(4, number), NOTE)), at(number))
    for number in range(6, 50):
        source.body(plain(words(4, number)), at(number))
    assert NOTE in source.body(plain((*words(4, 99), NOTE)), at(99))


def test_what_recurred_is_let_alone_after_a_dozen_pages_without_it() -> None:
    source = Source()
    for number in range(25):
        source.body(plain((*words(4, number), NOTE) if number < 12 else words(4, number)), at(number))
    assert NOTE in source.body(plain((*words(4, 99), NOTE)), at(99))


def test_a_summary_at_the_old_place_is_not_taken_for_the_text_after_a_redesign() -> None:
    source = Source()
    for number in range(8):
        source.body(plain(words(6, number)), at(number))
    for number in range(8, 12):
        summary, *texts = words(9, number)
        flow = "".join(f"<p>{text}</p>" for text in texts)
        title = f"Mules of the year {number}"
        old = f'<div class="page"><div class="matter"><p>{summary} {summary}</p></div></div>'
        new = f'<section class="new"><h1 class="new">{title}</h1><div class="flow">{flow}</div></section>'
        page = f"<html><head><title>{title}</title></head><body>{old}{new}</body></html>"
        body = source.body(page, at(number))
        assert all(text in body for text in texts)


def test_time_alone_makes_a_source_forget() -> None:
    source = Source()
    for number in range(6):
        source.read(plain((*words(4, number), NOTE)), at(number))
    later = NOW + timedelta(days=365)
    source.read(plain(words(4, 7)), at(7), now=later)
    assert NOTE in source.read(plain((*words(4, 8), NOTE)), at(8), now=later).body


def test_an_article_may_say_a_thing_twice_and_two_articles_may_say_the_same() -> None:
    source = Source()
    said = words(1, 77)[0]
    pages = [plain((*words(3, number), said, *words(2, 50 + number), said)) for number in range(2)]
    for number, page in enumerate(pages):
        assert source.body(page, at(number)).count(said) == 2
    for number in range(2, 12):
        source.body(plain(words(5, number)), at(number))
    assert source.body(pages[0].replace("About", "On"), at(90)).count(said) == 2


def test_the_same_page_again_teaches_nothing_new() -> None:
    source = Source()
    page = plain((*words(4, 1), NOTE))
    for _ in range(6):
        assert NOTE in source.body(page, at(1))
    assert source.template.pages == 1


def test_an_article_s_own_words_stay_although_other_pages_show_them_as_a_teaser() -> None:
    source = Source()
    own = words(5, 500)
    box = f"<h3>Newest</h3><p>{own[0]}</p>"
    for number in range(8):
        source.body(plain((*words(4, number), box)), at(number))
    assert own[0] not in source.body(plain((*words(4, 20), box)), at(20))
    assert source.body(plain(own), at(500)) == "\n\n".join(own)


def test_what_the_listing_says_of_an_article_stays_wherever_it_stands() -> None:
    source = Source()
    own = words(5, 500)
    for number in range(8):
        source.body(plain((*words(4, number), f"<p>{own[2]}</p>")), at(number))
    assert own[2] not in source.body(plain(own), at(500))
    assert own[2] in source.body(plain(own), at(501), teaser=own[2])


WALL = "Please agree to our use of your data before you go on to the page that you asked for."


def test_a_page_that_holds_only_what_others_hold_is_no_article() -> None:
    source = Source()
    wall = plain((WALL, WALL), title="Before you go on")
    for number in range(4):
        source.body(wall, at(number), title=f"Mules of the year {number}")
    with pytest.raises(NotAnArticle):
        source.read(wall, at(9), title="Mules of the year 9")


def test_a_page_under_the_title_that_was_listed_keeps_what_it_says_like_others() -> None:
    source = Source()
    for number in range(6):
        title = f"Mules of the year {number}"
        assert source.body(plain((WALL,), title=title), at(number), title=title) == WALL


def test_lines_to_other_articles_are_known_by_the_words_before_their_links() -> None:
    source = Source()
    lines = [
        f'<p>More of this kind: <a href="/{number}">Story number {number} of the year</a></p>' for number in range(9)
    ]
    for number in range(5):
        source.body(plain((*words(2, number), lines[number], *words(2, 30 + number))), at(number))
    texts = words(4, 60)
    assert source.body(plain((*texts[:2], lines[7], *texts[2:])), at(60)) == "\n\n".join(texts)


def test_sections_of_an_article_are_no_boxes_although_one_begins_with_a_heading_of_the_house() -> None:
    source = Source()

    def page(seed: int) -> tuple[str, tuple[str, ...]]:
        lead, *texts = words(7, seed)
        first = f'<div class="part"><h3>What we know</h3><p>{texts[0]}</p><p>{texts[1]}</p></div>'
        rest = "".join(f'<div class="part"><p>{one}</p><p>{other}</p></div>' for one, other in (texts[2:4], texts[4:6]))
        return plain((f"<p>{lead}</p>", first, rest), title=f"Report {seed} of the valley"), (lead, *texts)

    for number in range(9):
        html, _ = page(number)
        source.body(html, at(number))
    html, texts = page(70)
    body = source.body(html, at(70))
    assert all(text in body for text in texts)


def test_a_box_under_a_heading_of_the_house_goes_with_what_no_page_has_shown_before() -> None:
    source = Source()

    def page(seed: int) -> tuple[str, tuple[str, ...]]:
        *texts, teaser = words(7, seed)
        box = f'<div class="more"><h3>Also in the paper</h3><p>{teaser}</p></div>'
        return plain((*texts, box), title=f"Report {seed} of the valley"), tuple(texts)

    for number in range(7):
        html, _ = page(number)
        source.body(html, at(number))
    html, texts = page(70)
    assert source.body(html, at(70)) == "\n\n".join(texts)


def test_lines_on_authors_go_although_each_stands_on_few_pages() -> None:
    source = Source()
    lives = [f'<div class="life"><p>{text}</p></div>' for text in words(6, 4321)]
    for number in range(24):
        source.body(plain((*words(4, number), lives[number * 5 % 6])), at(number))
    texts = words(4, 70)
    assert source.body(plain((*texts, lives[3])), at(70)) == "\n\n".join(texts)


@pytest.mark.parametrize("bar", [" | ", " - ", " » ", " :: "])
def test_the_site_s_name_is_learned_from_its_titles(bar: str) -> None:
    source = Source()
    for number in range(4):
        title = f"{words(1, number)[0][:40].strip()} at last"
        page = plain(words(4, number), title=f"{title}{bar}Valley{bar}The Nine Valleys").replace("<h1>", "<h5>")
        source.body(page.replace("</h1>", "</h5>"), at(number))
    head = f"<title>Mules - a history{bar}Valley{bar}The Nine Valleys</title>"
    texts = "".join(f"<p>{text}</p>" for text in words(4, 9))
    content = source.read(f"<html><head>{head}</head><body><div>{texts}</div></body></html>", at(9))
    assert content.title == "Mules - a history"


def test_a_heading_that_all_pages_have_is_no_title() -> None:
    source = Source()
    pages = [
        plain(words(4, number), title="The Nine Valleys", info=f"<h2>Mules of the year {1900 + number}</h2>")
        for number in range(6)
    ]
    titles = [source.read(page, at(number)).title for number, page in enumerate(pages)]
    assert titles[3:] == [f"Mules of the year {1900 + number}" for number in range(3, 6)]


def test_a_clock_in_the_article_is_seen_through_by_its_source_s_pages() -> None:
    source = Source()
    dates = []
    for number in range(6):
        now = NOW + timedelta(days=number)
        text = "".join(f"<p>{text}</p>" for text in words(4, number))
        clock = f"<span class='now'>{now:%B} {now.day}, {now.year}</span>"
        inner = f"<h1>Mules of the year {number}</h1>{clock}<div class='entry-content'>{text}</div>"
        found = source.read(f"<html><body><article>{inner}</article></body></html>", at(number), now=now).published
        dates.append(found.value if found else None)
    assert dates == ["2024-07-11", "2024-07-12", "2024-07-13", None, None, None]


def test_the_other_dates_of_a_source_say_whether_the_day_comes_first() -> None:
    for pattern, expected in (("{d:02}/{m:02}/2023", "2023-04-03"), ("{m:02}/{d:02}/2023", "2023-04-03")):
        source = Source()
        for number in range(4):
            line = f"<p class='d'>{pattern.format(d=20 + number, m=5)}</p>"
            source.read(plain(words(4, number), info=line), at(number))
        ambiguous = f"<p class='d'>{pattern.format(d=3, m=4)}</p>"
        found = source.read(plain(words(4, 9), info=ambiguous), at(9)).published
        assert found is not None
        assert found.value == expected


def test_one_moment_on_many_pages_is_that_of_a_move_and_not_believed() -> None:
    source = Source()
    moved = '<meta property="article:published_time" content="2021-03-04T10:20:30Z">'
    for number in range(6):
        source.read(plain(words(4, number), head=moved), at(number))
    assert source.read(plain(words(4, 8), head=moved), at(8)).published is None
    own = "<p>5 February 2014</p>"
    found = source.read(plain(words(4, 9), head=moved, info=own), at(9)).published
    assert found is not None
    assert found.value == "2014-02-05"


def test_articles_of_one_busy_day_keep_their_date() -> None:
    source = Source()
    today = f'<meta property="article:published_time" content="{NOW:%Y-%m-%d}">'
    found = [source.read(plain(words(4, number), head=today), at(number)).published for number in range(12)]
    assert all(found)


def test_what_is_learned_stays_small() -> None:
    source = Source()
    for story in stories("en", 150, seed=5):
        page = plain(tuple(story.paragraphs) * 3, title=story.title, info=f"<p class='c{'x' * 200}'>{story.author}</p>")
        source.read(page.replace("matter", f"matter-{chr(97 + story.number % 26)}"), at(story.number))
    assert len(to_json(source.template)) <= 60_000


def test_traits_of_a_page_without_any_mark_teach_without_an_error() -> None:
    template = learn(Source().template, Traits(), url=at(1), now=NOW)
    assert template.pages == 1


def test_stories_differ() -> None:
    told: list[Story] = stories("es", 30, seed=1)
    assert len({story.body for story in told}) == 30


@pytest.mark.parametrize(
    ("tag", "name", "inner"),
    [("article", "story", "{}"), ("div", "post", "{}"), ("div", "post", "<div class=c><div class=d>{}</div></div>")],
)
def test_the_place_of_a_text_that_trafilatura_found_can_be_learned(tag: str, name: str, inner: str) -> None:
    text = inner.format("".join(f"<p>{each}</p>" for each in words(6, 3)))
    links = "".join(f"<li><a href='/{number}'>{each}</a></li>" for number, each in enumerate(words(14, 5)))
    longer = "".join(f"<p>{each}</p>" for each in words(8, 8))
    body = f"<h1>The long way to the lake</h1><{tag} class={name}>{text}</{tag}><ul>{links}</ul><div>{longer}</div>"
    page = f"<html><body>{body}</body></html>".encode()
    reading = extract_html(page, url=at(1), charset=None, entry=Entry(url=at(1)), now=NOW)
    assert reading.why[-1].endswith("trafilatura's is taken")
    assert reading.traits is not None
    assert name in dict(reading.traits.places)[Part.BODY] or ".d" in dict(reading.traits.places)[Part.BODY]


def cut_page(above: str) -> bytes:
    """An article whose text trafilatura cuts short in the element that holds it."""
    notes = "".join(f"<p>{each}</p>" for each in words(4, 21))
    text = "".join(f"<p>{each}</p>" for each in words(6, 3))
    inner = f"<h1>The lake</h1>{text}<h1>Elsewhere</h1><div class=paid-content>{notes}</div>"
    return f"<html><body>{above}<div class=all>{inner}</div></body></html>".encode()


@pytest.mark.parametrize("above", ["", "<ul><li><a href='/a'>Start</a></li></ul>", "<p>Printed on Sundays.</p>"])
def test_a_page_reads_alike_with_what_was_learned_of_it(above: str) -> None:
    page = cut_page(above)
    alone = extract_html(page, url=at(1), charset=None, entry=Entry(url=at(1)), now=NOW)
    with_it = extract_html(page, url=at(1), charset=None, entry=Entry(url=at(1)), now=NOW, template=told(alone))
    assert with_it.content.body == alone.content.body
