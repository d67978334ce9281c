"""Dates as people print them, in the languages of some forty countries, found inside a line of text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from datetime import tzinfo as TimeZone  # noqa: N812

from newscrawler.extraction.zones import named_zone

__all__ = ["PrintedDate", "find_dates", "is_month"]

# Nominative, genitive, locative and abbreviations as they stand in dates: Germanic, Romance, Slavic and Baltic languages,
# Greek, Finnish, Estonian, Hungarian, Turkish, Indonesian, Malay, Arabic (both sets of names), Hebrew, Hindi, Bengali,
# Tamil, Thai. Chinese, Japanese and Korean months are numbers.
_MONTH_NAMES = (
    "january jan januar jänner jän janvier janv enero ene gennaio gen januari janeiro styczeń stycznia sty leden ledna tammikuu tammikuuta ocak ianuarie ian január ιανουαρίου ιαν января янв січня januára januara siječnja sij januar януари ян јануар јануара"
    " január gener janvāris jaanuar sausio januari janúar يناير كانون_الثاني ינואר בינואר जनवरी জানুয়ারি ஜனவரி มกราคม ม.ค",
    "february feb februar février févr fév febrero febbraio febbr februari fevereiro fev luty lutego lut únor února helmikuu helmikuuta şubat februarie febr február φεβρουαρίου φεβ февраля фев лютого februára februara veljače velj февруари фебруар фебруара"
    " febrer februāris veebruar vasario febrúar pebruari فبراير شباط פברואר בפברואר फरवरी ফেব্রুয়ারি பிப்ரவரி กุมภาพันธ์ ก.พ",
    "march mar märz mrz maerz mär mars marzo maart mrt março marco marzec marca března březen maaliskuu maaliskuuta mart martie március márc μαρτίου μάρ μαρ марта мар март ožujka ožu березня marts"
    " març märts kovo maret mac مارس آذار במרץ מרץ במרס מרס मार्च মার্চ மார்ச் มีนาคม มี.ค",
    "april apr avril avr abril abr aprile aprilis kwiecień kwietnia kwi duben dubna huhtikuu huhtikuuta nisan aprilie április ápr απριλίου απρ апреля апр квітня apríla aprila travnja tra април априла"
    " aprīlis aprill balandžio apríl أبريل ابريل إبريل نيسان אפריל באפריל अप्रैल এপ্রিল ஏப்ரல் เมษายน เม.ย",
    "may mai mayo maggio mag mei maio maj maja květen května toukokuu toukokuuta mayıs μαΐου μαΐ мая травня mája svibnja svi май kan május máj maí мај маја"
    " maig maijs gegužės مايو أيار ايار מאי במאי मई মে மே พฤษภาคม พ.ค",
    "june jun juni juin junio giugno giu junho czerwiec czerwca cze červen června kesäkuu kesäkuuta haziran iunie iun ιουνίου ιουν июня июн червня júna juna lipnja lip юни június jún јун јуна"
    " juny jūnijs juuni birželio júní يونيو يونيه حزيران יוני ביוני जून জুন ஜூன் มิถุนายน มิ.ย",
    "july jul juli juillet juil julio luglio lug julho lipiec lipca červenec července heinäkuu heinäkuuta temmuz iulie iul ιουλίου ιουλ июля июл липня júla jula srpnja srp юли július júl јул јула"
    " juliol jūlijs juuli liepos júlí يوليو يوليه تموز יולי ביולי जुलाई জুলাই ஜூலை กรกฎาคม ก.ค",
    "august aug août aout agosto ago augustus agustus sierpień sierpnia sie srpen srpna elokuu elokuuta ağustos augusti αυγούστου αυγ августа авг серпня augusta avgusta avg kolovoza kol август augusztus август августа"
    " agost augusts rugpjūčio ágúst ogos أغسطس آب אוגוסט באוגוסט अगस्त আগস্ট ஆகஸ்ட் สิงหาคม ส.ค",
    "september sept sep septembre septiembre setiembre settembre sett set setembro wrzesień września wrz září syyskuu syyskuuta eylül septembrie szeptember szept σεπτεμβρίου σεπ сентября сент сен вересня septembra rujna ruj септември септембар септембра"
    " setembre septembris rugsėjo سبتمبر أيلول ספטמבר בספטמבר सितंबर सितम्बर সেপ্টেম্বর செப்டம்பர் กันยายน ก.ย",
    "october oct oktober okt octobre octubre ottobre ott outubro out październik października paź říjen října lokakuu lokakuuta ekim octombrie október οκτωβρίου οκτ октября окт жовтня októbra oktobra октомври октобар октобра"
    " oktobris oktoober spalio أكتوبر تشرين_الأول אוקטובר באוקטובר अक्टूबर অক্টোবর அக்டோபர் ตุลาคม ต.ค",
    "november nov novembre noviembre novembro listopad listopadu listopada lis marraskuu marraskuuta kasım noiembrie noi νοεμβρίου νοε νοέ ноября ноя листопада novembra studenoga stu studenog ноември новембар новембра"
    " novembris lapkričio nóvember نوفمبر تشرين_الثاني נובמבר בנובמבר नवंबर नवम्बर নভেম্বর நவம்பர் พฤศจิกายน พ.ย",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember des grudzień grudnia gru prosinec prosince joulukuu joulukuuta aralık decembrie δεκεμβρίου δεκ декабря дек грудня decembra prosinca pro декември децембар децембра"
    " desembre decembris detsember gruodžio disember ديسمبر كانون_الأول דצמבר בדצמבר दिसंबर दिसम्बर ডিসেম্বর டிசம்பர் ธันวาคม ธ.ค",
)  # fmt: skip
# "listopada" is November in Polish, October in Croatian: Polish is printed more.
_MONTHS = {name.replace("_", " "): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
# Vowel signs of Indic scripts and Thai are no letters to ``re``.
_LETTER = r"(?:[^\W\d_]|[\u0900-\u0dff\u0e31-\u0e4e])"
_WORD = rf"(?:[\u0e00-\u0e7f]{{1,3}}\.[\u0e00-\u0e7f]{{1,3}}|{_LETTER}{{3,15}}(?: ال{_LETTER}{{3,6}})?|মে|மே|मई|آب)"
_YEAR = r"(?:19|20|2[45])\d\d"
_D = r"0?[1-9]|[12]\d|3[01]"
_DATES = re.compile(
    r"(?<![\d/.])(?=[\d令平民])(?:"
    # 2021-03-05, 2021. 3. 5., 2021년 3월 5일
    rf"(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])\s?(?P<m1>0?[1-9]|1[0-2])(?P=s1)\s?(?P<d1>{_D})(?!\d)\.?"
    r"|(?P<era>令和|平成|民國|民国)?\s?(?P<y2>(?:19|20)\d\d|\d{1,3}|元)\s?[年년]\s?(?P<m2>\d{1,2})\s?[月월]\s?(?P<d2>\d{1,2})\s?[日號号일]"
    # 5 March 2021, 5. März 2021, 5 de marzo del 2021, 5-Mar-21, and Arabic months by both their names
    rf"|(?P<d3>{_D})(?:st|nd|rd|th|er|º|ª|-?го|-?е|\.º)?\.?(?:\s|-|/){{0,3}}(?:de |of |of the |d['’]|tháng |[\u0621-\u0652 ]{{2,14}}/ ?)?(?P<n3>{_WORD})[.،]?,?(?:\s|-|/|'){{0,3}}(?:de |del |năm |m\. )?(?P<y3>{_YEAR})(?!\d)(?:\.(?=\s\d))?"
    rf"|(?P<d7>{_D})-(?P<n7>[A-Za-z]{{3}})-(?P<y7>\d\d)(?!\d)"
    # 5.3.2021, 05/03/21
    rf"|(?P<d5>{_D})\s?(?P<s5>[./-])\s?(?P<m5>{_D})\s?(?P=s5)\s?(?P<y5>(?:19|20)\d\d|[0-3]\d(?![\d.]))(?!\d)\.?"
    r"|(?P<d6>\d{1,2}) tháng (?P<m6>\d{1,2})(?:,| năm)? (?P<y6>(?:19|20)\d\d)"
    # 2021. március 5., 2021 m. kovo 5 d., 2021. gada 5. marts
    rf"|(?P<y8>(?:19|20)\d\d)(?:\.| m\.)\s?(?!gada)(?P<n8>{_WORD})\s(?P<d8>{_D})(?!\d)\.?(?: d\.)?"
    rf"|(?P<y9>(?:19|20)\d\d)\. gada (?P<d9>{_D})\. (?P<n9>{_WORD})"
    # March 5, 2021: the month is looked for once its day is found, which is several times faster
    rf"|(?P<d4>{_D})(?:st|nd|rd|th)?(?:,|\s|\.){{1,3}}(?P<y4>(?:19|20)\d\d)(?!\d)"
    r")"
)  # fmt: skip
_MONTH_BEFORE = re.compile(rf"(?<!\w)({_WORD})\.?\s{{0,2}}$")
_HALF = r"(?:[apAP]\.?\s?[mM](?!\w)\.?|(?:مساء|صباحا|[صم](?!\w))\u064b?)"
_ZONE = r"(?P<zone>Z\b|[+-]\d\d:?\d\d\b|(?:GMT|UTC)(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?|[A-Z]{2,4}T\b|[ECMP]T\b|MEZ|MESZ|MSK|WIB|WITA|МСК|мск)"
# After the date: "(Fri)", "um", "at", "klo", "午後"; then the clock.
_CLOCK_AFTER = re.compile(
    r"[\s,،|·•(（–—-]{0,4}(?:[月火水木金土日월화수목금토](?:曜日?|요일)?[)）]\s?|[(（][^\W\d_]{1,3}[)）]\s?|(?!AM|PM|am|pm)[^\W\d_]{3,10}[\s,]{1,2}(?=\d))?"
    r"(?:T|at|um|à|às|a las|alle|ore|orele|kl\.?|klo|o|om|об?|в|г\.?(?:,? в)?|r\.,?(?: o)?|ora|saat|pukul|lúc|@|-|ás|godz\.)?[\s,|·•(–-]{0,3}"
    r"(?P<before>午前|午後|上午|下午|오전|오후|AM|PM)?\s?"
    r"(?:(?P<hour>[0-2]?\d)(?::|\.|h|\s?Uhr\s?|時|时|點|点|시\s?)(?P<minute>[0-5]\d)(?!\d)(?:[:.](?P<second>[0-5]\d)(?:\.\d+)?)?[分분]?\s{0,2}"
    rf"(?P<half>{_HALF})?|(?P<oclock>1[0-2]|0?[1-9])\s?(?P<half2>{_HALF}))\s{{0,2}}(?:Uhr|h|hrs|น\.)?\s{{0,2}}\(?{_ZONE}?"
)  # fmt: skip
# "16:07, ", "4:07 PM ET, Fri " before the date.
_CLOCK_BEFORE = re.compile(
    rf"(?<![\d:.])(?P<hour>[0-2]?\d)[:h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\s{{0,2}}(?P<half>{_HALF})?\s{{0,2}}\(?{_ZONE}?\)?"
    r"[\s,|·•–-]{0,3}(?:(?:on |am |le |del? |el )?(?:[^\W\d_]{2,10}[.,]{0,2}\s)?)?$"
)
# Most lines have none of this; a set at the start is what ``re`` finds fast.
_DIGITS = re.compile(r"[\d-](?:(?<=\d)(?:\d{3}|\s?[./-]\s?\d\d?\s?[./-]|年)|(?<=-)\d\d(?!\d))")
_OTHER_DIGITS = {
    first + digit: ord("0") + digit for first in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10) for digit in range(10)
}
# Years that are counted from elsewhere: Reiwa, Heisei, the Republic of China; Buddhist years are 543 ahead.
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_BUDDHIST = 543


class PrintedDate:
    """A date found in a line."""

    __slots__ = ("at", "end", "exact", "start", "zoned")

    def __init__(self, at: datetime, exact: bool, zoned: bool, start: int, end: int) -> None:
        self.at = at
        """Aware; midnight where only the day is printed."""
        self.exact = exact
        self.zoned = zoned
        self.start = start
        self.end = end


def find_dates(
    text: str, zone: TimeZone | None, *, month_first: bool, now: datetime, limit: int = 4
) -> list[PrintedDate]:
    """The dates that a line prints, in order; none before 1990 or after ``now``.

    :param zone: for times that name none; UTC when None
    :param month_first: whether ``3/4/2019`` is a day in March
    """
    if not _DIGITS.search(text):
        return []
    if not text.isascii():
        text = text.translate(_OTHER_DIGITS)
    found: list[PrintedDate] = []
    latest = now + timedelta(days=1)
    for match in _DATES.finditer(text):
        printed = None
        for order in (month_first, not month_first):
            day = _day(match, order)
            if day is not None and (printed := _at(text, match, day, zone)).at <= latest:
                break
            printed = None
        if printed is not None and printed.at.year >= 1990:
            found.append(printed)
            if len(found) >= limit:
                break
    return found


def _day(match: re.Match[str], month_first: bool) -> tuple[int, int, int] | None:
    # Which alternative it was: each ends with a group of its own number.
    tail = (match.lastgroup or "")[-1]
    year, day = match["y" + tail], match["d" + tail]
    if tail in "126":
        month = int(match["m" + tail])
    elif tail == "5":
        first, second = int(day), int(match["m5"])
        if len(year) == 2 and match["s5"] == "." and len(day) < 2 and len(match["m5"]) < 2:
            # A version or a paragraph's number.
            return None
        swap = second > 12 or (month_first and match["s5"] != "." and first <= 12)
        month, day = (first, str(second)) if swap else (second, str(first))
    elif tail == "4":
        before = _MONTH_BEFORE.search(match.string[max(0, match.start() - 20) : match.start()])
        month = _month(before[1]) if before else 0
    else:
        month = _month(match["n" + tail])
    if len(year) == 2 and tail in "57":
        year = "20" + year
    number = 1 if year == "元" else int(year)
    number += _ERAS.get(match["era"] or "", 0)
    if number >= 2400:
        number -= _BUDDHIST
    try:
        datetime(number, month, int(day))  # noqa: DTZ001
    except ValueError:
        return None
    return number, month, int(day)


def _at(text: str, match: re.Match[str], day: tuple[int, int, int], zone: TimeZone | None) -> PrintedDate:
    start, end = match.span()
    if match["d4"] and (before := _MONTH_BEFORE.search(text[max(0, start - 20) : start])):
        start -= len(before[0])
    began = start
    clock = _CLOCK_AFTER.match(text, end)
    if clock is not None:
        end = clock.end()
    else:
        from_ = max(0, start - 40)
        clock = _CLOCK_BEFORE.search(text[from_:start]) if ":" in text[from_:start] else None
        if clock is not None:
            start = from_ + clock.start()
    if clock is not None:
        group = clock.groupdict()
        half = group.get("half") or group.get("half2") or group.get("before") or ""
        hours = int(group["hour"] or group["oclock"])
        if half:
            hours = hours % 12 + (12 if half[0] in "pPم" or half in ("午後", "下午", "오후") else 0)
        stated = named_zone(group["zone"], zone) if group["zone"] else None
        if hours < 24:
            second = int(group["second"] or 0)
            at = datetime(*day, hours, int(group["minute"] or 0), second, tzinfo=stated or zone or UTC)
            return PrintedDate(at, True, stated is not None, start, end)
    return PrintedDate(datetime(*day, tzinfo=zone or UTC), False, False, began, match.end())


def is_month(word: str) -> bool:
    """Whether a word is a month's name or abbreviation in one of the languages: ``Aug.``, ``août``."""
    return bool(_month(word.rstrip(".,")))


def _month(word: str) -> int:
    word = word.casefold().replace("i̇", "i")
    return _MONTHS.get(word, 0) or _MONTHS.get(word[:3], 0) * (len(word) <= 4)
