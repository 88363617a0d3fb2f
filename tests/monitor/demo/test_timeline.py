from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from monitor.demo.samples import Sample
from monitor.demo.timeline import Timeline, publications, visible

MOMENTS = st.datetimes(
    min_value=datetime(2001, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5))]),
)


def sample(**given: object) -> Sample:
    return Sample(slug="a", title="A", paragraphs=("b",), **given)  # type: ignore[arg-type]


def test_articles_stand_newest_first_and_one_spacing_apart_after_the_start() -> None:
    started = datetime(2031, 5, 14, 9, 30, tzinfo=UTC)
    told = [sample(order=2), sample(before=timedelta(hours=3)), sample(order=1)]
    placed = publications(told, Timeline(started=started, spacing=timedelta(seconds=12)))
    assert [each.moment - started for each in placed] == [
        timedelta(seconds=24),
        timedelta(seconds=12),
        timedelta(hours=-3),
    ]


@given(
    MOMENTS,
    st.timedeltas(timedelta(microseconds=1), timedelta(days=1)),
    st.timedeltas(timedelta(hours=1), timedelta(99)),
)
def test_what_comes_before_the_start_is_there_at_the_start_and_the_rest_is_not(
    started: datetime, spacing: timedelta, before: timedelta
) -> None:
    late, early = publications([sample(before=before), sample(order=1)], Timeline(started=started, spacing=spacing))
    assert visible(early, started)
    assert not visible(late, started)
    assert visible(late, started + spacing + timedelta(seconds=1))


@given(MOMENTS)
def test_the_printed_date_is_the_moment_in_utc_and_whole_seconds(started: datetime) -> None:
    (placed,) = publications([sample(order=1)], Timeline(started=started, spacing=timedelta(seconds=12)))
    assert placed.printed_date == placed.moment.isoformat()
    assert placed.moment.tzinfo is UTC
    assert placed.moment.microsecond == 0


def test_an_undated_article_prints_no_date_and_a_pdf_the_month_of_its_issue() -> None:
    timeline = Timeline(started=datetime(2031, 5, 14, tzinfo=UTC), spacing=timedelta(1))
    undated, issue = publications([sample(order=2, dated=False), sample(order=1, printed="2024-03")], timeline)
    assert (undated.printed_date, issue.printed_date) == (None, "2024-03")
