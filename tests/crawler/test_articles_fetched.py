"""Articles' own pages: which are kept, under which address, and what becomes of the others."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from reportlab.pdfgen.canvas import Canvas

from crawler.extract.reading import Reading
from crawler.workers.pool import ExtractionPool
from model.article import Entry, Kind, Snapshot
from storage import entries
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher, Story
from tests.sitefarm import NEVER, Reply, Route, in_turn, redirect

NO_TEXT = (
    "<!DOCTYPE html><html><head><title>Gallery</title></head><body><h1>Gallery</h1><img src='a.png'></body></html>"
)


def with_one_other(publisher: Publisher, route: Route) -> Story:
    """Publish three articles, of which the one returned answers with this."""
    publisher.publish(3)
    story = publisher.stories[1]
    publisher.site.routes[story.path] = route
    return story


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        (404, "answers 404: nothing there"),
        (403, "answers 403: not shown to us"),
        (500, "answers 500: the server fails"),
        (Reply(status=304), "answers 304: nothing changed, though we did not ask for that"),
        (Reply(), "is empty"),
        (NO_TEXT, "the page holds no article text"),
        (Reply(body=b"GIF89a.....", kind="image/gif"), "is image/gif, neither a page nor a PDF"),
        (Reply(body=b"%PDF-1.4 broken", kind="application/pdf"), "is no whole PDF"),
        (
            Reply(body=b"<!DOCTYPE html><html>" + b" " * 20_000),
            "the page has 20,021 bytes; crawl.max_page_bytes allows 20,000",
        ),
        (Reply(body=b"%PDF-1.4" + b" " * 50_000), "the answer is larger than the configured limit"),
        (Reply(body=b"<html>half", missing=90), "the answer was cut off"),
        (Reply(hang_up=True), "closed the connection without an answer"),
        (redirect("/"), "redirects to a listing or the home page"),
        (redirect(SECTION), "the page lists articles and is none itself"),
        (redirect("/nowhere"), "answers 404: nothing there"),
        (redirect("http://gazette.invalid/"), "can't be reached: no such host, or no network"),
    ],
)
def test_an_article_that_can_not_be_kept_stays_owed_with_the_reason(
    room: Newsroom, publisher: Publisher, route: Route, reason: str
) -> None:
    settings = "max_page_bytes = 20_000\nmax_file_bytes = 40_000"
    room.configure({"gazette": publisher.site.root + SECTION}, settings=settings)
    publisher.site.routes["/"] = "<html><title>The Highland Gazette</title><p>All our news of the highlands.</p></html>"
    story = with_one_other(publisher, route)
    run = room.crawl()
    assert (run.error, run.articles) == (None, 2)
    assert story.title not in room.titles
    assert reason in room.reasons()[story.path]
    assert [owed.attempts for owed in room.owed()] == [1]
    publisher.site.routes[story.path] = story.page()
    assert room.crawl().articles == 1
    assert room.owed() == []


def test_an_article_that_is_gone_for_good_is_given_up(newsroom: Newsroom, publisher: Publisher) -> None:
    with_one_other(publisher, 410)
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 2)
    assert newsroom.owed() == []
    publisher.site.forget()
    newsroom.crawl()
    assert publisher.site.asked == [SECTION]


def test_an_article_that_stays_missing_is_given_up_after_all_tries(newsroom: Newsroom, publisher: Publisher) -> None:
    with_one_other(publisher, 404)
    newsroom.crawl()
    for days in (1, 7):
        newsroom.clock.forward(days=days, minutes=-1)
        newsroom.crawl(only_due=True)
        assert len(newsroom.owed()) == 1
        newsroom.clock.forward(minutes=1)
        newsroom.crawl(only_due=True)
    assert newsroom.owed() == []


def test_an_article_whose_next_try_lies_ahead_waits_for_it(newsroom: Newsroom, publisher: Publisher) -> None:
    story = with_one_other(publisher, 500)
    newsroom.crawl()
    publisher.site.routes[story.path] = story.page()
    assert newsroom.crawl(only_due=True).articles == 0
    newsroom.clock.forward(minutes=10)
    assert newsroom.crawl(only_due=True).articles == 1


def test_a_hiccup_costs_an_article_nothing(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    story = publisher.stories[0]
    publisher.site.routes[story.path] = in_turn(502, story.page())
    assert newsroom.crawl().articles == 3


def test_an_article_after_the_timeout_stays_owed(room: Newsroom, publisher: Publisher) -> None:
    room.configure({"gazette": publisher.site.root + SECTION}, settings='timeout = "1s"')
    story = with_one_other(publisher, Reply(after=NEVER))
    assert room.crawl().articles == 2
    assert room.reasons()[story.path].endswith("gave no answer within 1 s")


def test_an_article_that_moved_is_kept_under_its_new_address(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    story = publisher.stories[0]
    publisher.site.routes["/2026/moved.htm"] = story.page()
    publisher.site.routes[story.path] = redirect("/2026/moved.htm", 301)
    assert newsroom.crawl().articles == 3
    assert f"{publisher.site.root}/2026/moved.htm" in [article.url for article in newsroom.articles]


@pytest.mark.parametrize("wrong", ["/", SECTION, "https://www.andes.example/copied.htm", "mailto:desk@gazette.example"])
def test_a_canonical_address_that_can_not_be_right_is_not_believed(
    newsroom: Newsroom, publisher: Publisher, wrong: str
) -> None:
    publisher.publish(3)
    for story in publisher.stories:
        address = publisher.site.root + wrong if wrong.startswith("/") else wrong
        publisher.site.routes[story.path] = story.page(head=f'<link rel="canonical" href="{address}">')
    assert newsroom.crawl().articles == 3
    assert sorted(article.url for article in newsroom.articles) == sorted(
        publisher.site.root + story.path for story in publisher.stories
    )


def test_one_article_under_several_addresses_is_stored_once(room: Newsroom, publisher: Publisher) -> None:
    site = publisher.site
    room.configure({"gazette": site.root + SECTION}, source='aliases = ["localhost"]')
    publisher.publish(3)
    listing = publisher.listing().body.decode()
    story = publisher.stories[0]
    second = site.root.replace("127.0.0.1", "localhost") + story.path
    for number, address in enumerate(
        (
            f"{story.path}?utm_source=front&fbclid=abc",
            f"{story.path}/",
            f"{story.path}#comments",
            second,
            "/p/77",
            "/p/78",
        )
    ):
        item = (
            f'<article class="item"><h2><a href="{address}">{story.title} {number}</a></h2><p>{story.paragraphs[0]}</p>'
        )
        listing = listing.replace("</main>", f"{item}</article></main>")
    site.routes[SECTION] = listing
    site.routes["/p/77"] = redirect(story.path)
    site.routes["/p/78"] = story.page(head=f'<link rel="canonical" href="{second}">')
    run = room.crawl()
    assert (run.error, run.articles, run.revisions) == (None, 3, 0)
    assert room.titles == sorted(story.title for story in publisher.stories)
    assert room.owed() == []
    assert len([target for target in site.asked if target.startswith(story.path)]) == 2  # itself, and from /p/77


def test_a_pdf_that_the_section_links_is_an_article(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    story = Story(number=41)
    printed = io.BytesIO()
    canvas = Canvas(printed, invariant=1)
    canvas.setFont("Times-Bold", 18)
    canvas.drawString(60, 760, story.title)
    canvas.setFont("Times-Roman", 10)
    for number, line in enumerate(" ".join(story.paragraphs)[at : at + 90] for at in range(0, 600, 90)):
        canvas.drawString(60, 720 - 12 * number, line)
    canvas.save()
    publisher.site.routes["/files/supplement.pdf"] = Reply(body=printed.getvalue(), kind="application/pdf")
    listing = publisher.listing().body.decode()
    publisher.site.routes[SECTION] = listing.replace(publisher.stories[1].path, "/files/supplement.pdf")
    assert newsroom.crawl().articles == 3
    (pdf,) = [article for article in newsroom.articles if article.content.kind is Kind.PDF]
    assert pdf.url.endswith("/files/supplement.pdf")
    assert "filled the main square before sunrise" in pdf.content.body


def stumble(snapshot: Snapshot, entry: Entry, now: object, template: object) -> Reading:
    raise ZeroDivisionError("division by zero")


def test_a_fault_of_ours_on_an_article_is_told_and_the_article_stays_owed(
    newsroom: Newsroom, publisher: Publisher, caplog: pytest.LogCaptureFixture
) -> None:
    publisher.publish(2)
    with_fault = ExtractionPool(workers=1, read=stumble)
    newsroom.use(pool=with_fault)
    run = newsroom.crawl()
    with_fault.close()
    assert (run.error, run.articles) == (None, 0)
    assert set(newsroom.reasons().values()) == {
        "ZeroDivisionError: division by zero (a fault of peruwatch; the log says more)"
    }
    assert "Traceback" in caplog.text
    newsroom.restart()
    assert newsroom.crawl().articles == 2


def test_what_is_given_up_keeps_its_reason(newsroom: Newsroom, publisher: Publisher) -> None:
    with_one_other(publisher, 410)
    newsroom.crawl()
    newsroom.clock.forward(days=40)
    assert newsroom.look(entries.pending) == {}
    state = newsroom.state()
    assert state.next_run is not None
    assert state.next_run - (newsroom.clock.at - timedelta(days=40)) > timedelta(minutes=5)
