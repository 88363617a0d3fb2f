"""Dates as people and machines write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from crawler.text.calendars import folded, month_of, weekday_of

DAY_FIRST_LANGUAGES = frozenset(
    {
        *("es", "pt", "fr", "de", "it", "ca", "gl", "nl", "pl", "da", "nb", "no", "fi", "tr", "ru", "uk", "cs", "sk"),
        *("ro", "sl", "hr", "sr", "el", "bg", "id", "ar", "vi", "he", "et", "lv"),
    }
)
"""Languages in which 3/4/2022 is the third of April wherever they are written."""
EARLIEST_YEAR = 1990
MONTHS = 12  # of a year
DAYS = 31  # of the longest month
LENGTH_OF_DAY = len("2023-07-28")

_LETTER = r"[^\x00-@\[-`{-\xb4\xb6-\xbf\d\s\u060c\u061b\u2000-\u206f\u3000-\u303f]"
"""A letter or a mark on one, such as the vowel signs of Indic writings, which `\\w` leaves out."""
_WORD = rf"(?P<month>(?:كانون|تشرين)\s\w{{3,8}}|{_LETTER}{{2,15}})(?!\w)\.?"
_ALSO = r"(?:(?:كانون|تشرين)\s)?[\u0621-\u064a]{3,8}\s?/\s?"
"""The month's other Arabic name, which stands before the common one."""
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?!\d)"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
_TWO_NUMBERS = r"(?<![\d/.|-])(?P<first>\d{1,2})\s?(?P<mark>[/.|-])\s?(?P<second>\d{1,2})\s?(?P=mark)\s?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}(?:\s?(?:st|nd|rd|th)|º|ª|°|er|ro|e|ème)?[\s.,/-]*(?:de\s+|of\s+|d['\u2019]|del\s+mes\s+de\s+)?(?:{_ALSO})?\b{_WORD}[\s.,\u060c/-]*(?:del?\s+)?{_YEAR}",
        rf"\b{_WORD}[\s.-]*{_DAY}(?:\s?(?:st|nd|rd|th))?\s*(?:,|،|\.|-|\s|del?\b)\s*{_YEAR}",
        rf"\b{_WORD}\s+{_DAY},?\s+{_TIME}\s+(?:[A-Z]{{3,4}}\s+|[+-]\d{{4}}\s+)?{_YEAR}",
        rf"(?<![\d/.-]){_YEAR}[\s.-]*(?:m\.\s*)?\b{_WORD}[\s-]*{_DAY}",
        rf"(?<![\d/.-]){_YEAR}(?P<mark>[-/.])\s?(?P<number>\d{{1,2}})(?P=mark)\s?(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}\s*[年년]\s*(?P<number>\d{{1,2}})\s*[月월]\s*(?P<day>\d{{1,2}})\s*[日号號일]",
        rf"{_YEAR}\.?\s*gada\s+{_DAY}\.\s*\b{_WORD}",
        rf"{_DAY}\s+tháng\s+(?P<number>\d{{1,2}})\s*(?:,|/|năm)?\s*{_YEAR}",
        rf"{_DAY}\s*(?P<month>[\u0e00-\u0e4e.]{{3,12}})\s*(?:พ\.?ศ\.?\s*)?(?P<buddhist>25\d\d)(?!\d)",
        r"(?P<era>令和|平成)\s*(?P<regnal>\d{1,2}|元)年\s*(?P<number>\d{1,2})月\s*(?P<day>\d{1,2})日",
        rf"{_TWO_NUMBERS}{_YEAR}",
        # Two digits of a year are as often a version, an amount or an hour: only after two digits of a month.
        r"(?<![\w/.:,-])(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{2})(?P=mark)(?P<short>\d{2})(?![\d%]|[/.:,-]\d)",
    )
)
_NUMBERS = _PATTERNS[-2]
_DIGIT = re.compile(r"\d")
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10)
"""Zeros of the Arabic, Persian, Indic, Bengali, Thai and full-width digits."""
_DIGITS = {zero + number: str(number) for zero in _ZEROS for number in range(10)}
_ERAS = {"令和": 2018, "平成": 1988}
"""Years before the first ones of the Japanese eras."""
_BUDDHIST = 543
_MONTH_OF_YEAR = re.compile(rf"\b{_WORD}[\s,/-]*(?:del?\s+)?{_YEAR}", re.IGNORECASE)
_MACHINE = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?)?\s*",
    re.IGNORECASE,
)
_ONE_MONTH = re.compile(r"(\d{4})-(\d{2})")
WEEKDAYS = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|lun|mié|jue|vie|sáb|dom|seg|ter|qua|qui|sex"
)
_HOUR = re.compile(
    r"\b\d{1,2}(?:[:h.]\d{2}(?::\d{2})?|\s*(?=[ap]\.?\s?m\b))\s*(?:[ap]\.?\s?m\b\.?|h(?:rs?|s)?\b\.?|uhr\b)?"
    r"|\b\d{1,2}\s?h\b|[+-]\d{2}:?\d{2}\b|\b(?:gmt|utc)[+-]\d{1,2}\b",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"\b\d{1,2}[\s-]?(?:min(?:ute|uto)?s?\.?(?:[\s-](?:read|lesezeit|leestijd|de lecture|de lectura|de leitura"
    r"|di lettura|läsning|lesing|læsning|czytania|čtení|okuma|baca|đọc))?|minuten?(?: lesezeit)?|dk\.?"
    r"|минут[аы]?|мин\.?|хв\.?|λεπτά"
    r"|دقيق\w*|דקות)(?!\w)|(?:lesezeit|leestijd|czas czytania|время чтения|temps de lecture|tiempo de lectura"
    r"|tempo di lettura|tempo de leitura|reading time)\s*:?",
    re.IGNORECASE,
)
"""How long it takes to read an article, as blogs write beside its date."""
_LETTERS = re.compile(rf"(?:{_LETTER})+")
_WEEKDAY_OF_DRUPAL = re.compile(r"(?:^|\W)(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), $")
_HOUR_OF_DRUPAL = re.compile(r" - \d\d:\d\d(?!\d)")
_BESIDE_A_DATE = frozenset(
    folded(word)
    for word in (
        *("published", "posted", "created", "written", "last", "updated", "modified", "date", "on", "at"),
        *("by", "am", "pm", "a", "p", "m", "hr", "hrs", "h", "hs", "hora", "horas", "edt", "est", "cst"),
        *("cdt", "pst", "pdt", "cet", "cest", "bst", "ist", "gmt", "utc", "pet", "brt", "art", "clt"),
        *("publicado", "publicada", "publicacion", "publicacao", "fecha", "data", "de", "creado"),
        *("actualizado", "actualizada", "actualizacion", "atualizado", "el", "em", "en", "as", "la"),
        *("las", "um", "uhr", "vom", "den", "der", "datum", "veroffentlicht", "erstellt", "erschienen"),
        *("aktualisiert", "geandert", "stand", "zuletzt", "publie", "publiee", "le", "mis", "ligne"),
        *("jour", "du", "et", "pubblicato", "pubblicata", "il", "alle", "ore", "del", "aggiornato"),
        *("aggiornata", "gepubliceerd", "geplaatst", "d", "р", "року", "г", "года", "в", "о", "от"),
        *("ngay", "thu", "gio", "luc", "น", "วันที่", "เวลา", "오전", "오후", "입력", "등록", "수정", "上午", "下午"),
        *("公開", "更新", "発布", "发布", "發布", "時間", "时间", "الساعة", "تاريخ", "النشر", "ص", "م", "op", "om"),
        *("uur", "bijgewerkt", "laatst", "r", "opublikowano", "godz", "publicerad", "kl", "udgivet"),
        *("hai", "ba", "tư", "năm", "sáu", "bảy", "chủ", "nhật", "ngày", "thứ", "giờ", "lúc"),
    )
)
"""Words that stand with a date on a line of its own."""
_LONGEST_STATEMENT = 80  # characters
_LONGEST_DATE_LINE = 120  # characters, with a weekday, the hour and "updated" behind it
_BEFORE = 24  # characters in which a date's weekday stands before it


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text."""

    value: str
    """`2022-12-22`, or `2022-12` where only the month is named."""
    start: int
    end: int


def dates_in(text: str, *, language: str | None, day_first: bool | None = None) -> list[FoundDate]:
    """Dates that a text names, in order.

    Whether 3/4/2022 begins with the day is told by its weekday, said by `day_first` where that is known, or by the
    language.
    """
    if not _DIGIT.search(text):
        return []
    if not text.isascii():
        text = text.translate(_DIGITS)
    order = language in DAY_FIRST_LANGUAGES or None if day_first is None else day_first
    found = sorted(_full_dates(text, day_first=order), key=lambda date_: (date_.start, -date_.end))
    days: list[FoundDate] = []
    for candidate in found:
        if not days or candidate.start >= days[-1].end:
            days.append(candidate)
    months = [month for month in _months(text) if all(month.end <= day.start or month.start >= day.end for day in days)]
    return sorted([*days, *months], key=lambda date_: date_.start)


def proven_order(text: str) -> bool | None:
    """Whether the numbers of a date in a text can only be day and month (True), or month and day; None: either."""
    match = _NUMBERS.search(text)
    first, second = (int(match["first"]), int(match["second"])) if match else (0, 0)
    if MONTHS < first <= DAYS and 0 < second <= MONTHS:
        return True
    return False if MONTHS < second <= DAYS and 0 < first <= MONTHS else None


def readings_in(text: str) -> Iterator[tuple[str | None, str | None]]:
    """Days that the dates in numbers of a text are, with the day first and with the month first; None: no such day."""
    for match in _NUMBERS.finditer(text):
        year, first, second = int(match["year"]), int(match["first"]), int(match["second"])
        if match["mark"] != "." and first != second:
            yield day_value(year, second, first), day_value(year, first, second)


def is_date_line(text: str) -> bool:
    """Whether a text is a date and nothing but the words that usually stand with one."""
    if len(text) > _LONGEST_DATE_LINE:
        return False
    text = text.translate(_DIGITS)
    found = dates_in(text, language="es")
    if not found:
        return False
    rest = text
    for one in found:
        rest = rest.replace(text[one.start : one.end], " ")
    rest = _READING_TIME.sub(" ", _HOUR.sub(" ", rest))
    return not _DIGIT.search(rest) and all(_goes_with_a_date(word) for word in _LETTERS.findall(rest))


def _goes_with_a_date(word: str) -> bool:
    """Whether a word says nothing but what day a date is, or what it is the date of."""
    return folded(word) in _BESIDE_A_DATE or weekday_of(word) is not None


def machine_date(value: str) -> str | None:
    """ISO 8601 of a date written for machines: with its time where an offset is given, else the day or month."""
    value = value.strip()
    match = _MACHINE.fullmatch(value)
    if match:
        return _from_machine(match)
    if month := _ONE_MONTH.fullmatch(value):
        return _month_value(int(month[1]), int(month[2]))
    return _from_mail(value)


def stated_date(value: str, *, language: str | None, day_first: bool | None = None) -> str | None:
    """ISO 8601 of a date that is stated for machines, though perhaps in the words of people; None if it is not one."""
    exact = machine_date(value)
    if exact is not None or len(value) > _LONGEST_STATEMENT:
        return exact
    found = {date.value for date in dates_in(value, language=language, day_first=day_first)}
    return found.pop() if len(found) == 1 else None


def day_value(year: int, month: int, day: int) -> str | None:
    """ISO 8601 of a day; None if there is no such day or it lies before the web."""
    try:
        return date(year, month, day).isoformat() if year >= EARLIEST_YEAR else None
    except ValueError:
        return None


def _month_value(year: int, month: int) -> str | None:
    return f"{year:04}-{month:02}" if year >= EARLIEST_YEAR and 1 <= month <= MONTHS else None


def _full_dates(text: str, *, day_first: bool | None) -> Iterator[FoundDate]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            value = _day_of(match, day_first=day_first)
            if value:
                yield FoundDate(value, match.start(), match.end())


def _day_of(match: re.Match[str], *, day_first: bool | None) -> str | None:
    """Day that a match names, if it is clear which one."""
    parts = match.groupdict()
    year = _year_of(parts)
    if "month" in parts:
        month = month_of(parts["month"])
        return day_value(year, month, int(parts["day"])) if month else None
    if "number" in parts:
        return day_value(year, int(parts["number"]), int(parts["day"]))
    return _day_in_numbers(match, year, day_first=day_first)


def _year_of(parts: dict[str, str]) -> int:
    """Year of the common era that a match names."""
    if "era" in parts:
        return _ERAS[parts["era"]] + (1 if parts["regnal"] == "元" else int(parts["regnal"]))
    if "buddhist" in parts:
        return int(parts["buddhist"]) - _BUDDHIST
    return int(parts["year"]) if "year" in parts else _whole_year(int(parts["short"]))


def _day_in_numbers(match: re.Match[str], year: int, *, day_first: bool | None) -> str | None:
    """Day of two numbers, of which it is told, proven or known which one is the month."""
    first, second = sorted((int(match["first"]), int(match["second"])))
    if second > MONTHS or first == second:
        return day_value(year, first, second)
    first, second = int(match["first"]), int(match["second"])
    readings = {True: day_value(year, second, first), False: day_value(year, first, second)}
    if (weekday := _weekday_before(match)) is not None:
        told = [value for value in readings.values() if value and date.fromisoformat(value).weekday() == weekday]
        if len(told) == 1:
            return told[0]
    order = _order_by_form(match) if day_first is None else day_first
    return None if order is None else readings[order]


def _order_by_form(match: re.Match[str]) -> bool | None:
    """Whether the day comes first in a date of this form wherever it is written."""
    if _is_drupal_s(match):
        return False
    return True if match["mark"] == "." else None


def _is_drupal_s(match: re.Match[str]) -> bool:
    """Whether a date stands in the form that Drupal gives dates unless told otherwise: Tue, 02/14/2023 - 14:00."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return _WEEKDAY_OF_DRUPAL.search(before) is not None and _HOUR_OF_DRUPAL.match(after) is not None


def _whole_year(short: int) -> int:
    """Year of which only two digits are written."""
    return short + (1900 if short >= EARLIEST_YEAR % 100 else 2000)


def _weekday_before(match: re.Match[str]) -> int | None:
    """Weekday that is named just before a date."""
    words = _LETTERS.findall(match.string[max(0, match.start() - _BEFORE) : match.start()])
    return next((day for word in words[:-4:-1] if (day := weekday_of(word)) is not None), None)


def _months(text: str) -> Iterator[FoundDate]:
    for match in _MONTH_OF_YEAR.finditer(text):
        month = month_of(match["month"])
        value = _month_value(int(match["year"]), month) if month else None
        if value:
            yield FoundDate(value, match.start(), match.end())


def _from_machine(match: re.Match[str]) -> str | None:
    """ISO 8601 of what was matched; without an offset the hour is of an unknown zone and tells nothing."""
    year, month, day, hour, minute, second, offset = match.groups()
    value = day_value(int(year), int(month), int(day))
    if value is None or hour is None or offset is None:
        return value
    try:
        moment = datetime.fromisoformat(f"{value}T{int(hour):02}:{minute}:{second or '00'}{_offset(offset)}")
        return moment.isoformat() if moment.astimezone(UTC) else None
    except (ValueError, OverflowError):
        return value


def _offset(text: str) -> str:
    """Offset in the form +00:00."""
    if text[0] not in "+-":
        return "+00:00"
    digits = text[1:].replace(":", "").ljust(4, "0")
    return f"{text[0]}{digits[:2]}:{digits[2:]}"


def _from_mail(value: str) -> str | None:
    """ISO 8601 of a date as mail and RSS write it."""
    if not re.search(r"\d\d:\d\d", value):
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    day = day_value(moment.year, moment.month, moment.day)
    return moment.isoformat(timespec="seconds") if day and moment.tzinfo else day
