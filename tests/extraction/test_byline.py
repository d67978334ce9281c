import pytest

from newscrawler.extraction.byline import parse_byline, starts_byline


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
    ],
)
def test_byline_is_taken_apart(line: str, printed: str | None, authors: tuple[str, ...], agency: str | None) -> None:
    byline = parse_byline(line)
    assert byline is not None
    assert byline.authors == authors
    assert byline.agency == agency
    assert printed is None or byline.printed == printed


@pytest.mark.parametrize(
    "line", ["By Mara Quill", "By MARA QUILL and BO LINDQVIST", "By J.R. de Souza", "By Sam Holt Jr."]
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
