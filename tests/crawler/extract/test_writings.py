# ruff: noqa: RUF001 - texts in many writings, some of whose letters look like Latin ones
from __future__ import annotations

from dataclasses import dataclass

import pytest

from crawler.text.writing import count_words, ends_a_sentence, has_spaces, width
from model.article import Content
from tests.crawler.extract import pages


@dataclass(frozen=True)
class Story:
    """An article in one language, with the lines that frame it."""

    language: str
    title: str
    dated: str
    day: str
    text: tuple[str, ...]
    invitation: str
    """Words before a link to another article."""
    pressed: str
    """A button's."""
    tags: str
    """Words before the article's tags."""


STORIES = (
    Story(
        "ru",
        "Докеры порта Кальяо прекратили работу на двое суток",
        "3 мая 2024 г., 14:20",
        "2024-05-03",
        (
            "Грузчики порта Кальяо в пятницу утром остановили все краны и потребовали повышения заработной платы.",
            "Профсоюз сообщил, что переговоры с владельцами терминала продолжались почти месяц и закончились ничем.",
            "Забастовка продлится до воскресенья. Суда пока ждут на рейде.",
        ),
        "Читайте также:",
        "Поделиться",
        "Теги:",
    ),
    Story(
        "uk",
        "Шахтарі копальні на півдні вимагають нового договору",
        "12 березня 2024 р.",
        "2024-03-12",
        (
            "Понад двісті шахтарів копальні на півдні країни у вівторок не вийшли на зміну і заблокували дорогу.",
            "Вони вимагають нового колективного договору, якого власники копальні не підписують уже другий рік.",
            "Міністерство праці запросило обидві сторони на зустріч у середу.",
        ),
        "Читайте також:",
        "Реклама",
        "Теги:",
    ),
    Story(
        "el",
        "Οι εργαζόμενοι στο λιμάνι σταματούν για δύο ημέρες",
        "15 Μαρτίου 2024",
        "2024-03-15",
        (
            "Οι λιμενεργάτες σταμάτησαν τους γερανούς το πρωί της Παρασκευής και ζητούν αύξηση των μισθών τους.",
            "Το σωματείο ανακοίνωσε ότι οι συνομιλίες με την εταιρεία κράτησαν έναν μήνα χωρίς κανένα αποτέλεσμα.",
            "Η απεργία τελειώνει την Κυριακή. Τα πλοία περιμένουν έξω από το λιμάνι.",
        ),
        "Διαβάστε επίσης:",
        "Διαφήμιση",
        "Ετικέτες:",
    ),
    Story(
        "ar",
        "عمال ميناء كاياو يوقفون العمل لمدة يومين",
        "٥ آذار/مارس ٢٠٢٤",
        "2024-03-05",
        (
            "أوقف عمال الميناء جميع الرافعات صباح يوم الجمعة وطالبوا بزيادة الأجور وتحسين ظروف العمل في الأرصفة.",
            "وقالت النقابة إن المفاوضات مع الشركة المالكة استمرت شهرا كاملا ولم تنته إلى أي نتيجة حتى الآن.",
            "هل يستمر الإضراب بعد يوم الأحد؟ تنتظر السفن خارج الميناء.",
        ),
        "اقرأ أيضا:",
        "إعلان",
        "الوسوم:",
    ),
    Story(
        "he",
        "עובדי הנמל בקאיאו משביתים את העבודה ליומיים",
        "15 במרץ 2024",
        "2024-03-15",
        (
            "עובדי הנמל עצרו ביום שישי בבוקר את כל המנופים ודרשו העלאת שכר ותנאי עבודה טובים יותר ברציפים.",
            "הוועד מסר כי השיחות עם החברה נמשכו חודש שלם והסתיימו בלי שום תוצאה שאפשר להציג לעובדים.",
            "השביתה תימשך עד יום ראשון. האוניות ממתינות מחוץ לנמל.",
        ),
        "קראו גם:",
        "פרסומת",
        "תגיות:",
    ),
    Story(
        "hi",
        "कलाओ बंदरगाह के मज़दूरों ने दो दिन का काम रोका",
        "१५ जनवरी २०२४",
        "2024-01-15",
        (
            "बंदरगाह के मज़दूरों ने शुक्रवार की सुबह सभी क्रेन रोक दिए और वेतन बढ़ाने की माँग की।",
            "यूनियन ने कहा कि कंपनी के साथ एक महीने तक बातचीत चली लेकिन उसका कोई नतीजा नहीं निकला।",
            "हड़ताल रविवार तक चलेगी। जहाज़ बंदरगाह के बाहर खड़े हैं।",
        ),
        "यह भी पढ़ें:",
        "विज्ञापन",
        "टैग:",
    ),
    Story(
        "th",
        "คนงานท่าเรือหยุดงานสองวันเพื่อขอขึ้นค่าแรง",
        "5 มกราคม 2567",
        "2024-01-05",
        (
            "คนงานท่าเรือหยุดเครนทั้งหมดในเช้าวันศุกร์และเรียกร้องให้บริษัทขึ้นค่าแรงรวมทั้งปรับปรุงสภาพการทำงาน",
            "สหภาพแรงงานแถลงว่าการเจรจากับบริษัทเจ้าของท่าเรือดำเนินมาหนึ่งเดือนเต็มแต่ไม่มีผลใดๆออกมา",
            "การหยุดงานจะสิ้นสุดในวันอาทิตย์และเรือสินค้ายังคงจอดรออยู่นอกท่าเรือ",
        ),
        "ข่าวที่เกี่ยวข้อง:",
        "โฆษณา",
        "Tags:",
    ),
    Story(
        "zh",
        "卡亚俄港码头工人停工两天要求加薪",
        "2024年3月5日 10:22",
        "2024-03-05",
        (
            "卡亚俄港的码头工人星期五早上停下了所有的起重机，要求公司提高工资并改善码头上的劳动条件。",
            "工会表示，与码头公司的谈判持续了整整一个月，至今没有取得任何结果，工人们不愿再等下去。",
            "罢工将持续到星期日。货船正在港外等候。",
        ),
        "相关阅读：",
        "分享",
        "标签：",
    ),
    Story(
        "ja",
        "カヤオ港の労働者が賃上げを求め二日間の停止",
        "2024年3月5日（火）10時22分",
        "2024-03-05",
        (
            "カヤオ港の労働者は金曜日の朝、すべてのクレーンを止め、会社に賃上げと労働条件の改善を求めた。",
            "労働組合によると、会社との交渉は一か月にわたって続いたが、これまでのところ成果は何もないという。",
            "ストライキは日曜日まで続く。貨物船は港の外で待っている。",
        ),
        "関連記事：",
        "シェアする",
        "タグ：",
    ),
    Story(
        "ko",
        "카야오 항만 노동자들 임금 인상 요구하며 이틀간 파업",
        "2024. 3. 5. 오후 3:00",
        "2024-03-05",
        (
            "카야오 항만 노동자들은 금요일 아침 모든 크레인을 멈추고 회사에 임금 인상과 근로 조건 개선을 요구했다.",
            "노동조합은 회사와의 협상이 한 달 동안 이어졌지만 지금까지 아무런 결과도 나오지 않았다고 밝혔다.",
            "파업은 일요일까지 이어진다. 화물선은 항구 밖에서 기다리고 있다.",
        ),
        "관련기사:",
        "공유하기",
        "태그:",
    ),
    Story(
        "tr",
        "Liman işçileri iki gün boyunca iş bırakıyor",
        "5 Kasım 2023 Pazar, 14:20",
        "2023-11-05",
        (
            "Liman işçileri cuma sabahı bütün vinçleri durdurdu ve ücretlerin hemen artırılmasını istedi.",
            "Sendika, şirketle bir aydır süren görüşmelerin hiçbir sonuç vermeden bittiğini açıkladı.",
            "Grev pazar gününe kadar sürecek. Gemiler limanın dışında bekliyor.",
        ),
        "İlgili haber:",
        "Paylaş",
        "Etiketler:",
    ),
    Story(
        "vi",
        "Công nhân cảng ngừng việc hai ngày để đòi tăng lương",
        "Thứ Ba, ngày 5 tháng 3 năm 2024",
        "2024-03-05",
        (
            "Công nhân cảng đã dừng toàn bộ cần cẩu vào sáng thứ sáu và yêu cầu công ty tăng lương ngay.",
            "Công đoàn cho biết cuộc đàm phán với công ty kéo dài suốt một tháng mà không có kết quả nào.",
            "Cuộc đình công kéo dài đến chủ nhật. Tàu hàng đang chờ ngoài cảng.",
        ),
        "Xem thêm:",
        "Quảng cáo",
        "Từ khóa:",
    ),
)


def page_of(story: Story, *, is_marked: bool) -> str:
    """A page with the story in it, whose body is marked or not."""
    menu = "".join(f'<li><a href="/{number}">{story.title[:6]}</a></li>' for number in range(5))
    first, *others = (f"<p>{text}</p>" for text in story.text)
    other = f'<p>{story.invitation} <a href="/other">{story.title[::-1]}</a></p>'
    return (
        f'<html lang="{story.language}"><head><meta charset="utf-8"><title>{story.title}</title></head><body>'
        f'<ul>{menu}</ul><div class="a"><h1>{story.title}</h1><p>{story.dated}</p>'
        f'<div class="{"article-body" if is_marked else "b"}">{first}{other}<p>{story.pressed}</p>{"".join(others)}'
        f'<p>{story.tags} <a href="/t/1">{story.title[:4]}</a></p></div></div><ul>{menu}</ul></body></html>'
    )


def read(story: Story, *, is_marked: bool) -> Content:
    """What is read of the story's page."""
    return pages.read(page_of(story, is_marked=is_marked))


@pytest.mark.parametrize("is_marked", [True, False])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_an_article_is_read_to_the_word_in_any_writing(story: Story, is_marked: bool) -> None:  # noqa: FBT001
    content = read(story, is_marked=is_marked)
    assert content.body.split("\n\n") == list(story.text)
    assert content.title == story.title


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_its_day_is_read_in_the_words_of_its_language(story: Story) -> None:
    published = read(story, is_marked=True).published
    assert published is not None
    assert published.value == story.day


@pytest.mark.parametrize(
    ("text", "words"),
    [("two words", 2), ("Zwei Wörter", 2), ("码头工人停工", 4), ("คนงานหยุด", 5), ("파업은 일요일까지", 2), ("", 0)],
)
def test_words_are_counted_where_none_are_divided(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_wide_character_is_as_much_as_two_letters() -> None:
    assert [width(text) for text in ("dock", "порт", "港口", "항구")] == [4, 4, 4, 4]


@pytest.mark.parametrize("text", ["It ends.", "«Fin!»", "他说。", "「待つ。」", "انتهى؟", "समाप्त।", "Վերջ։", "አለቀ።"])
def test_sentences_end_in_many_writings(text: str) -> None:
    assert ends_a_sentence(text)


@pytest.mark.parametrize("text", ["Menu", "2 March", "菜单", "Μενού", ""])
def test_a_label_ends_no_sentence(text: str) -> None:
    assert not ends_a_sentence(text)


def test_only_words_with_spaces_between_them_are_held_against_a_stated_number() -> None:
    assert has_spaces("Порт Callao")
    assert not has_spaces("码头工人停工")
