from __future__ import annotations

import io
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from alerts.delivery.compose import UNSUBSCRIBE, Picture, Rendered, bare_address, compose, new_message_id
from alerts.delivery.mail_templates import fill, plain
from alerts.digests.chart import bar_chart, width
from model.errors import DeliveryError

WORDS = Rendered(
    subject="Paro nacional: 12 artículos",
    text="Línea uno\n.\nFrom here\n" + "x" * 1200 + "\n",
    html="<!DOCTYPE html><html><body><p>Línea — uno</p></body></html>",
)
SENT = datetime(2026, 11, 20, 12, tzinfo=UTC)
IDENTITY = new_message_id("morning 1", "example.org")


def mail(
    rendered: Rendered = WORDS,
    sender: str = "peruwatch@example.org",
    recipient: str = "desk@example.org",
    list_id: str | None = "morning.example.org",
) -> bytes:
    return compose(rendered, sender=sender, recipient=recipient, message_id=IDENTITY, date=SENT, list_id=list_id)


def read(content: bytes) -> EmailMessage:
    parsed = BytesParser(policy=default).parsebytes(content)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def body(parsed: EmailMessage, subtype: str) -> str:
    part = parsed.get_body((subtype,))
    assert isinstance(part, EmailMessage)
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")  # line ends travel as CRLF


def test_a_mail_says_what_was_rendered_in_text_and_html() -> None:
    parsed = read(mail())
    assert parsed.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    assert body(parsed, "plain") == WORDS.text
    assert body(parsed, "html") == WORDS.html + "\n"


def test_the_headers_tell_who_when_and_that_a_machine_wrote_it() -> None:
    parsed = read(mail(sender='"Perú, vigía" <peruwatch@example.org>'))
    assert dict(parsed.items()) == {
        "From": '"Perú, vigía" <peruwatch@example.org>',
        "To": "desk@example.org",
        "Subject": WORDS.subject,
        "Date": "Fri, 20 Nov 2026 12:00:00 +0000",
        "Message-ID": IDENTITY,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": "<morning.example.org>",
        "MIME-Version": "1.0",
        "Content-Type": parsed["Content-Type"],
    }
    assert "List-Id" not in read(mail(list_id=None))


def test_a_mail_passes_the_oldest_servers() -> None:
    content = mail()
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) < 998


def test_the_same_words_give_the_same_bytes_and_other_mails_other_boundaries() -> None:
    assert mail() == mail()
    other = compose(WORDS, sender="a@b.org", recipient="a@b.org", message_id="<2@example.org>", date=SENT, list_id=None)
    boundaries = {message_from_bytes(content).get_boundary() for content in (mail(), other)}
    assert len(boundaries) == 2


def test_a_message_id_belongs_to_its_seed() -> None:
    assert new_message_id("a", "example.org") == new_message_id("a", "example.org")
    assert new_message_id("a", "example.org") != new_message_id("b", "example.org")
    assert new_message_id("a", "example.org").endswith("@example.org>")


def test_a_line_end_cannot_smuggle_a_header_in() -> None:
    smuggled = Rendered(subject="News\r\nBcc: evil@example.org", text="x", html="<p>x</p>")
    parsed = read(mail(smuggled))
    assert parsed["Bcc"] is None
    assert parsed["Subject"] == "News Bcc: evil@example.org"


@pytest.mark.parametrize(
    "recipient", ["", "desk", "desk@", "@example.org", "a b@c.org", "a@b.org, c@d.org", "peña@b.org", "a@b@c"]
)
def test_what_is_no_address_is_refused_for_good_with_its_name(recipient: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        mail(recipient=recipient)
    assert caught.value.permanent
    assert repr(recipient) in str(caught.value)


def test_the_address_is_taken_out_of_a_mailbox() -> None:
    assert bare_address("Desk <desk@example.org>") == "desk@example.org"
    assert bare_address("desk@example.org") == "desk@example.org"


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=300)
SUBJECT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Z", "Co", "Cn"]), min_size=1, max_size=120)


@given(SUBJECT, TEXT)
def test_any_text_comes_back_as_it_was_sent(subject: str, text: str) -> None:
    content = mail(Rendered(subject=subject, text=text, html="<p>x</p>"))
    parsed = read(content)
    assert parsed["Subject"] == subject
    assert body(parsed, "plain").rstrip("\n") == text.rstrip("\n")
    assert max(len(line) for line in content.split(b"\r\n")) < 998


PICTURE = Picture(content=bar_chart([1, 2, 0]), alternative="1, 2 and none", width=20)
UNSUBSCRIBING = "https://the-watch-of.an-institution-with-a-long-name.example/some/where/unsubscribe/" + "k" * 24


def pictured() -> bytes:
    words = (
        f'<!DOCTYPE html><html><body><img src="cid:{PICTURE.cid}"> <a href="{UNSUBSCRIBE}">no more</a></body></html>'
    )
    rendered = Rendered(subject="News", text=f"No more: {UNSUBSCRIBE}\n", html=words, picture=PICTURE)
    return compose(
        rendered,
        sender="a@b.org",
        recipient="c@d.org",
        message_id=IDENTITY,
        date=SENT,
        list_id="x.b.org",
        unsubscribe=UNSUBSCRIBING,
    )


def test_a_picture_is_inside_beside_the_words_that_refer_to_it() -> None:
    parsed = read(pictured())
    text, related = parsed.iter_parts()
    assert [text.get_content_type(), related.get_content_type()] == ["text/plain", "multipart/related"]
    assert isinstance(related, EmailMessage)
    _, picture = related.iter_parts()
    assert (picture.get_content_type(), picture["Content-ID"]) == ("image/png", f"<{PICTURE.cid}>")
    assert picture.get_content_disposition() == "inline"
    shown = Image.open(io.BytesIO(PICTURE.content))
    assert (shown.format, shown.mode, shown.size) == ("PNG", "RGBA", (width(3), 80))
    heights = [sum(shown.getpixel((place, line))[3] > 0 for line in range(78)) for place in (40, 108, 176)]  # type: ignore[index]
    assert heights[1] > heights[0] > heights[2] == 0
    assert pictured() == pictured()


def test_who_may_unsubscribe_does_so_by_one_click_and_by_a_link() -> None:
    parsed = read(pictured())
    assert parsed["List-Unsubscribe"] == f"<{UNSUBSCRIBING}>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"List-Unsubscribe: <{UNSUBSCRIBING}>\r\n".encode() in pictured(), "however long it is"
    assert body(parsed, "plain") == f"No more: {UNSUBSCRIBING}\n"
    assert f'href="{UNSUBSCRIBING}"' in body(parsed, "html")


def test_long_words_go_in_a_form_that_is_quick_to_make() -> None:
    long = Rendered(subject="News", text="Línea\n" * 100_000, html="<p>ñ</p>")
    content = compose(long, sender="a@b.org", recipient="c@d.org", message_id=IDENTITY, date=SENT, list_id=None)
    assert body(read(content), "plain") == long.text
    assert max(map(len, content.split(b"\r\n"))) <= 78


def test_a_few_words_of_ours_look_like_every_other_message() -> None:
    rendered = plain("A disk is full", ["Nothing <is> lost. " * 9, "Make room."])
    assert rendered.text == f"{fill('Nothing <is> lost. ' * 9)}\n\nMake room.\n"
    assert "Nothing &lt;is&gt; lost." in rendered.html
    assert "prefers-color-scheme: dark" in rendered.html
