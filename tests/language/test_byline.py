import pytest

from newscrawler.language.agencies import find_agency
from newscrawler.language.bylines import names_in, parse_byline, starts_byline
from newscrawler.language.connectives import BY_WORDS, CONNECTIVES
from newscrawler.language.names import begins_with_given_name


@pytest.mark.parametrize(
    ("line", "printed", "authors", "agency"),
    [
        ("By Mara Quill", "Mara Quill", ("Mara Quill",), None),
        ("By MARA QUILL and TOMÁS REY", "MARA QUILL and TOMÁS REY", ("Mara Quill", "Tomás Rey"), None),
        ("By Mara Quill, Tomás Rey and Bo Lindqvist", None, ("Mara Quill", "Tomás Rey", "Bo Lindqvist"), None),
        ("By Mara Quill, Reuters", None, ("Mara Quill",), "Reuters"),
        ("By Mara Quill Associated Press", None, ("Mara Quill",), "AP"),
        ("By Mara Quill (AFP)", None, ("Mara Quill",), "AFP"),
        ("Reuters Staff", "Reuters Staff", (), "Reuters"),
        ("By The Associated Press", "The Associated Press", (), "AP"),
        ("Von Mara Quill und Jens Ohm", "Mara Quill und Jens Ohm", ("Mara Quill", "Jens Ohm"), None),
        ("By Mara Quill; additional reporting by Bo Lindqvist", None, ("Mara Quill",), None),
        ("共同通信", "共同通信", (), "Kyodo"),
        # Roles, desks and places
        ("By MARA QUILL, AP Business Writer", None, ("Mara Quill",), "AP"),
        ("Mara Quill, Chief Political Correspondent", None, ("Mara Quill",), None),
        ("By Mara Quill in Tokyo and Bo Lindqvist in Seoul", None, ("Mara Quill", "Bo Lindqvist"), None),
        ("By Mara Quill for the Courier", None, ("Mara Quill",), None),
        ("By Mara Quill | Harbour Courier", None, ("Mara Quill",), None),
        ("Von der Redaktion", None, (), None),
        ("von dpa/lnw", "dpa/lnw", (), "dpa"),
        # Who only helped is no author; who gathered it is, where nobody else is.
        ("By Mara Quill with reporting by Tomás Rey", None, ("Mara Quill",), None),
        ("Reporting by Mara Quill and Tomás Rey; Editing by Bo Lindqvist", None, ("Mara Quill", "Tomás Rey"), None),
        ("Compiled by Mara Quill", "Compiled by Mara Quill", ("Mara Quill",), None),
        ("Text: Mara Quill; Fotos: Bo Lindqvist", None, ("Mara Quill",), None),
        ("Mara Quill (mit dpa)", None, ("Mara Quill",), "dpa"),
        ("Par Mara Quill et Bo Lindqvist avec AFP", None, ("Mara Quill", "Bo Lindqvist"), "AFP"),
        ("Por Mara Quill y Tomás Rey (EFE)", None, ("Mara Quill", "Tomás Rey"), "EFE"),
        # What is part of a name
        ("Di Maio, Reuters", "Di Maio, Reuters", ("Di Maio",), "Reuters"),
        ("Di Mario Rossi", "Mario Rossi", ("Mario Rossi",), None),
        ("By Sam Holt Jr.", None, ("Sam Holt Jr.",), None),
        # Addresses
        ("By Mara Quill mara@courier.example", None, ("Mara Quill",), None),
        ("Mara Quill @maraquill", None, ("Mara Quill",), None),
        # Chinese, Japanese, Korean
        ("本报记者 张三 李四", None, ("张三", "李四"), None),
        ("新华社记者 张三、李四", None, ("张三", "李四"), "Xinhua"),
        ("山田太郎記者", None, ("山田太郎",), None),
        ("文：山田 太郎", None, ("山田 太郎",), None),
        ("ジョン・スミス", None, ("ジョン・スミス",), None),
        ("홍길동 기자", None, ("홍길동",), None),
    ],
)
def test_byline_is_taken_apart(line: str, printed: str | None, authors: tuple[str, ...], agency: str | None) -> None:
    byline = parse_byline(line)
    assert byline is not None
    assert byline.authors == authors
    assert byline.agency == agency
    assert printed is None or byline.printed == printed


@pytest.mark.parametrize(
    "line",
    [
        "By Mara Quill",
        "By MARA QUILL and BO LINDQVIST",
        "By J.R. de Souza",
        "By Sam Holt Jr.",
        "Von Mara Quill und Jens Ohm, dpa",
    ],
)
def test_line_is_a_byline(line: str) -> None:
    assert starts_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the river had risen by two metres.",
        "By the time the ferry left, nobody was there",
        "Bystanders Saw Everything",
        "The house by Mara Quill",
        "by hand",
    ],
)
def test_line_is_no_byline(line: str) -> None:
    assert not starts_byline(line)


@pytest.mark.parametrize("text", [None, "", "  ", " , "])
def test_nothing_is_no_byline(text: str | None) -> None:
    assert parse_byline(text) is None


def test_a_capital_that_no_agency_is_written_with_does_not_stop_the_page() -> None:
    """A dotted İ is an i to an expression without case, but no key of a table by folded names."""
    assert find_agency("Kaynak: \u0130nterfax haber") is None
    assert find_agency("Ann Lee, \u0130stanbul, Reuters haber") == "Reuters"


WORDS = [
    "and",
    "with",
    "sowie",
    "oraz",
    "dan",
    "ve",
    "und",
    "et",
    "y",
    "e",
    "i",
    "en",
    "och",
    "og",
    "con",
    "mit",
    "avec",
    "и",
    "та",
]


@pytest.mark.parametrize("word", [*WORDS, "And", "Und", "With", "&"])
def test_one_table_of_connectives_for_printed_and_stated_bylines(word: str) -> None:
    line = f"Mara Quill {word} Bo Lindqvist"
    byline = parse_byline(line)
    assert byline is not None
    assert byline.authors == ("Mara Quill", "Bo Lindqvist")
    assert names_in(line) == ["Mara Quill", "Bo Lindqvist"]
    assert names_in(line.upper()) == ["MARA QUILL", "BO LINDQVIST"]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Dan Brown", ["Dan Brown"]),
        ("Mara Quill and Dan Brown", ["Mara Quill", "Dan Brown"]),
        ("Mara Quill, Con Houlihan", ["Mara Quill", "Con Houlihan"]),
        ("Mara E Quill", ["Mara E Quill"]),
        ("Mara Y Quill, I Lindqvist", ["Mara Y Quill", "I Lindqvist"]),
        ("Mara Quill, and Bo Lindqvist", ["Mara Quill", "Bo Lindqvist"]),
        ("Mara Quill en Madrid", ["Mara Quill en Madrid"]),
    ],
)
def test_a_connective_that_is_a_name_is_a_name_where_it_has_a_capital(line: str, people: list[str]) -> None:
    byline = parse_byline(line)
    assert byline is not None
    assert list(byline.authors) == people
    assert names_in(line) == people


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Mara Quill with agencies",
            "Mara Quill mit Agenturen",
            "Mara Quill con agencias",
            "Mara Quill avec les agences",
        ),
        *("Mara Quill with wires", "Mara Quill with AP", "Mara Quill avec AFP", "Mara Quill com agências"),
    ],
)
def test_agencies_that_a_byline_names_with_a_person_are_no_people(line: str) -> None:
    byline = parse_byline(line)
    assert byline is not None
    assert byline.authors == ("Mara Quill",)


def _printed(word: str) -> str:
    return f"Ann Lee {word} Bo Chen"


@pytest.mark.parametrize("word", [word for word in CONNECTIVES if word not in "和与與"])
def test_both_readers_of_bylines_part_names_at_every_connective(word: str) -> None:
    byline = parse_byline(f"By {_printed(word)}")
    assert byline is not None
    assert byline.authors == ("Ann Lee", "Bo Chen")
    assert names_in(_printed(word)) == ["Ann Lee", "Bo Chen"]


@pytest.mark.parametrize("lead", [*BY_WORDS, *(word.capitalize() for word in BY_WORDS)])
def test_both_readers_of_bylines_know_every_word_for_by(lead: str) -> None:
    byline = parse_byline(f"{lead} Ann Lee")
    assert byline is not None
    assert byline.authors == ("Ann Lee",)
    assert names_in(f"{lead} Ann Lee") == ["Ann Lee"]


@pytest.mark.parametrize(
    "name", ["Oleh Quill", "Di Quill", "Von Quill", "Da Quill", "Dan Quill", "Con Quill", "Il Quill"]
)
def test_words_for_by_and_connectives_begin_names_too(name: str) -> None:
    byline = parse_byline(f"By {name}")
    assert byline is not None
    assert byline.authors == (name,)
    assert names_in(f"By {name}") == [name]


def test_a_word_before_sunday_is_no_tail() -> None:
    assert names_in("Kim Il Sung") == ["Kim Il Sung"]
    assert names_in("Bote am Sonntag") == ["Bote am Sonntag"]
    assert names_in("Ann Lee am Freitag") == ["Ann Lee"]


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("Selma Karsin", True),
        ("Anna-Lena Orn", True),
        ("Иван Сомов", True),
        ("Γιάννης Σταμάτης", True),
        ("Real Estate", False),
    ],
)
def test_given_names(text: str, is_known: bool) -> None:
    assert begins_with_given_name(text) is is_known
