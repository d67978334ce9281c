"""Body signatures: the same text stays near, another text stays far."""

import random

import pytest

from newscrawler.dedupe import body_signature, near_identical
from newscrawler.dedupe.signature import distance

WORDS = """harbor captain ferry reef night council pact river steel tariff valley truce school bridge storm lamp island mayor
court appeal union strike port diesel fleet village bees orchard train festival doctor measles coast quake tremor shelter
budget vote minister envoy summit rebel army aid convoy market yen dollar chip index""".split()  # noqa: SIM905


def story(seed: int, paragraphs: int = 13) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randint(25, 60))).capitalize() + "." for _ in range(paragraphs)]


KANJI = "港町船長夜岩礁議会川協定鉄関税谷停戦学校橋嵐灯島市裁判所労組漁船村蜂列車祭医師海岸地震予算投票大臣特使首脳軍援助市場円株指数"


def japanese(seed: int, paragraphs: int = 10) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choices(KANJI, k=rng.randint(40, 90))) + "。" for _ in range(paragraphs)]


@pytest.mark.parametrize(
    "changed",
    [
        lambda body: body[:-1],
        lambda body: body[:-2],
        lambda body: body[1:],
        lambda body: body[:5] + body[6:],
        lambda body: [
            *body,
            "Sign up for our newsletter and never miss a story from the harbor, the valley or the coast.",
        ],
        lambda body: [p.upper() for p in body],
        lambda body: [p.replace(" ", "\u00a0", 3) for p in body],
        lambda body: [" ".join(body)],
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_a_cut_an_addition_and_typography_stay_near(changed, seed) -> None:
    body = story(seed)
    assert near_identical(body_signature(body), body_signature(changed(body)))


@pytest.mark.parametrize("seed", range(5))
def test_unspaced_scripts_are_compared_by_character(seed) -> None:
    body = japanese(seed)
    assert near_identical(body_signature(body), body_signature(body[:-1]))
    assert near_identical(body_signature(body), body_signature([p.replace("。", "．") for p in body]))
    assert not near_identical(body_signature(body), body_signature(japanese(seed + 100)))


def test_quotes_dashes_and_forms_change_nothing() -> None:
    plain = ["The captain's \"lucky\" night - on the fiancé's reef... " + text for text in story(1)]
    printed = [
        "The captain’s “lucky” night — on the ﬁance\u0301’s reef… " + text.replace("h", "\u200bh", 1)
        for text in story(1)
    ]
    assert body_signature(plain) == body_signature(printed)


def test_other_texts_stay_far() -> None:
    signatures = [body_signature(story(seed)) for seed in range(60)]
    near = [(i, j) for i in range(60) for j in range(i) if near_identical(signatures[i], signatures[j])]
    assert near == []


def market_report(seed: int) -> list[str]:
    rng = random.Random(seed)
    moved = lambda: rng.choice(["rose", "fell", "gained", "lost"])  # noqa: E731
    number = lambda low, high: f"{rng.uniform(low, high):,.2f}"  # noqa: E731
    return [
        f"Tokyo stocks closed {rng.choice(['higher', 'lower'])} on {rng.choice(['Monday', 'Tuesday', 'Friday'])}.",
        f"The benchmark index {moved()} {number(20, 400)} points, or {number(0.1, 2)} percent, to end at {number(20000, 40000)}, "
        f"while the broader index {moved()} {number(1, 30)} points, or {number(0.1, 2)} percent, to {number(1500, 2700)}.",
        f"Advancing issues outnumbered decliners {rng.randint(500, 1500)} to {rng.randint(300, 900)}, "
        f"while {rng.randint(30, 120)} issues ended the day unchanged.",
        f"Trading volume came to {rng.randint(900, 2000)} million shares, compared with {rng.randint(900, 2000)} million shares.",
        f"The dollar was quoted at {number(100, 150)} yen, against {number(100, 150)} yen late in New York on the previous day.",
    ]  # fmt: skip


def test_daily_reports_of_one_template_are_not_one_text() -> None:
    signatures = [body_signature(market_report(seed)) for seed in range(60)]
    pairs = [(signatures[i], signatures[j]) for i in range(60) for j in range(i)]
    assert sum(near_identical(a, b) for a, b in pairs) / len(pairs) < 0.005


@pytest.mark.parametrize("body", [[], [""], ["Too short to say."], story(1, 1)[:1]])
def test_a_short_body_has_no_signature(body) -> None:
    assert body_signature([" ".join(body).split(".")[0][:200]]) is None


def test_unknown_is_near_nothing() -> None:
    signature = body_signature(story(1))
    assert not near_identical(None, None)
    assert not near_identical(signature, None)


def test_signatures_fit_bson_and_do_not_depend_on_the_run() -> None:
    signatures = [body_signature(story(seed)) for seed in range(40)]
    assert all(s is not None and -(2**63) <= s < 2**63 for s in signatures)
    assert any(s is not None and s < 0 for s in signatures)
    assert distance(-1, 0) == 64
    assert body_signature(["the quick ferry crosses the bay " * 12 + " ".join(WORDS)]) == FROZEN


FROZEN = -1152709505037436441
