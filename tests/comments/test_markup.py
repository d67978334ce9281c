import pytest

from newscrawler.comments.markup import safe_html, text_of_html


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br>Two.<br/><br/>Three.", "One.\n\nTwo.\n\nThree."),
        ("<p>a <em>very</em>\n   good   point</p>", "a very good point"),
        ("<blockquote><p>They said so.</p></blockquote><p>No.</p>", "> They said so.\n\nNo."),
        ("<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"),
        ("Fish &amp; chips", "Fish & chips"),
        ("5 &lt; 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("<p>😀 日本語</p>", "😀 日本語"),
        ("<script>alert(1)</script><p>x</p>", "x"),
        ("<p> </p>", None),
        ("", None),
        (None, None),
    ],
)
def test_text(markup: str | None, text: str | None) -> None:
    assert text_of_html(markup) == text


@pytest.mark.parametrize(
    ("markup", "safe"),
    [
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        (
            '<a href="https://plainpress.example/" target="_blank">a</a>',
            '<a href="https://plainpress.example/" rel="nofollow ugc noopener">a</a>',
        ),
        ("<script>x()</script>", None),
        ("<img src=x onerror=y>", None),
        ("<blockquote>q</blockquote>", "<blockquote>q</blockquote>"),
        (None, None),
    ],
)
def test_safe_subset(markup: str | None, safe: str | None) -> None:
    assert safe_html(markup) == safe
