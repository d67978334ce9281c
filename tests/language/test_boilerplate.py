import pytest

from newscrawler.language.boilerplate import boilerplate_kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Login to comment", "login"),
        ("Login to leave a comment", "login"),
        ("Log in or register to post a comment", "login"),
        ("User registration", "login"),
        ("Facebook users", "social"),
        ("Facebook Connect", "social"),
        ("Share this on Facebook", "social"),
        ("A mix of what's trending on our other sites", "trending"),
        ("Articles, Offers & Useful Resources", "trending"),
        ("Sign up for our daily newsletter", "newsletter"),
        ("Get the top stories in your inbox every morning", "newsletter"),
        ("Register now for the Harbor Business Forum on December 4", "event"),
        ("Related stories", "related"),
        ("Read more: Ferry back in service after storm", "related"),
        ("関連記事", "related"),
        ("Advertisement", "advertising"),
        ("Story continues below advertisement", "advertising"),
        ("3 Comments", "chrome"),
    ],
)
def test_boilerplate_line(line: str, kind: str) -> None:
    assert boilerplate_kind(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        "Facebook users in three countries lost access to their accounts on Monday, the company said.",
        "Log in the river blocks ferry",
        "Advertisement sales fell by four percent, the broadcaster said.",
        "Newsletter writers sued the platform in a federal court on Thursday.",
        "She registered for the vote on Friday.",
        "Comments by the minister angered the opposition.",
        "Trending down, shares closed at 312 yen.",
        "More than 40 people were hurt.",
        "Share prices rose.",
        "Related parties were excluded from the vote, the filing shows.",
        "",
    ],
)
def test_prose_is_kept(line: str) -> None:
    assert boilerplate_kind(line) is None
