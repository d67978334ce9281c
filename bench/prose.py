"""News prose from a small grammar: headlines, paragraphs, names and comments, all of our own invention.

Every function takes the :class:`random.Random` that decides, so the same seed writes the same words.
"""

from __future__ import annotations

from random import Random

__all__ = ["CITIES", "TOPICS", "comment_html", "handle", "headline", "paragraph", "person", "sentence"]


def _names(text: str) -> list[str]:
    return text.split()


def _phrases(text: str) -> list[str]:
    return text.replace("\n", "").split("|")


_GIVEN = _names("""Aiko Akira Alan Amelia Anders Bettina Carlos Chihiro Daichi Dara Elena Emeka Farid Fumiko Grace Hana Haruto
Ingrid Isamu Jonas Junko Kaede Karim Kenji Laila Lars Leona Mahiro Marta Mei Mikael Nadia Naoki Noriko Olga Owen
Paulo Priya Ren Rosa Ryota Sachiko Satoshi Sofia Tadashi Tomas Ulla Victor Wakana Yuki Yumiko Zainab Zoe""")
_FAMILY = _names("""Abernathy Adeyemi Akagawa Arden Asakura Bergstrom Brightwell Calloway Castellan Delacroix Dunmore Eguchi
Farrow Fukazawa Galloway Hashida Hollister Iwakura Jansson Kaminski Kawabe Kirishima Lindqvist Marchetti Minazuki
Moriyasu Nakasone Nordin Oduya Okabayashi Pemberton Quillfeather Ravensworth Sakaguchi Santangelo Shirakawa Sorensen
Takamori Tanabata Thackeray Uesugi Valderrama Wakamiya Westergaard Yamazoe Yokomine Zielinski""")
CITIES = _names("""Tokyo Osaka Nagoya Sapporo Fukuoka Sendai Kobe Kyoto Hiroshima Niigata Kanazawa Naha Seoul Busan Taipei
Manila Hanoi Jakarta Bangkok Singapore Sydney Brisbane Auckland Delhi Mumbai Dubai Nairobi Lagos Cairo Athens Rome
Madrid Lisbon Paris Brussels Berlin Vienna Warsaw Oslo Stockholm Helsinki London Dublin Toronto Chicago Houston Boston
Denver Seattle Lima Bogota Santiago""")
TOPICS = _phrases("""rice exports|rail fares|harbor dredging|offshore wind|school lunches|nurse shortages|ferry safety|tax credits
|chip packaging|vacant houses|flood defenses|bluefin quotas|visa rules|language schools|night buses|airport slots
|battery recycling|typhoon forecasts|village schools|pension reform|tea harvests|whisky stocks|bridge repairs
|satellite launches|museum loans|baseball transfers|sumo attendance|hot spring permits|part-time work|childcare places
|data centers|drone deliveries|wood pellets|sake exports|snow clearing|bear sightings|cedar pollen|bus drivers
|marathon permits|fish markets|cable landings|grid upgrades|steel tariffs|ship orders|tourist tax""")
_BODIES = _phrases("""the transport ministry|the city council|the prefectural government|a parliamentary panel|the central bank
|a research institute|the coast guard|the fisheries agency|an industry association|the national police
|a court in the capital|the election board|a regional union|the weather service|a citizens' group|the finance ministry
|the largest operator|a family-owned maker|the trade delegation|an expert committee|the tourism board
|a consumer watchdog|the teachers' federation|the port authority""")
_DID = _phrases("""approved|postponed|questioned|widened|defended|withdrew|reviewed|published|backed|rejected|revised|announced
|outlined|criticised|completed|suspended|extended|halved|doubled|shelved|welcomed""")
_THINGS = _phrases("""a three-year plan|the draft budget|a safety report|new guidelines|the pilot project|its earlier estimate
|a subsidy scheme|the joint survey|a cross-border agreement|stricter limits|the licensing round|a public tender
|the emergency drill|a revised timetable|the appeal|an independent inquiry|the funding gap|a voluntary code
|the second phase|the compensation offer""")
_WHEN = _phrases("""on Monday|on Tuesday|late on Wednesday|on Thursday morning|on Friday|over the weekend|earlier this month
|last week|in the year to March|after months of talks|a day before the deadline|at the end of the quarter
|for the first time since 2011|before the summer holidays""")
_WHY = _phrases("""because costs had risen faster than expected|as demand kept growing|despite objections from residents
|to make room for smaller operators|while neighboring towns watch closely|amid doubts about the figures
|although no money has been set aside|so that work can start before winter|after an audit found gaps in the records
|under pressure from its own members|in return for access to the harbor|even though turnout was low
|since older equipment can no longer be repaired""")
_QUOTES = _phrases("""We did not expect it to move this quickly|Nobody has asked the people who live here
|The numbers speak for themselves|It is a beginning and nothing more|There will be another meeting before anything is signed
|Our members want certainty rather than promises|That was never part of the agreement
|We have to choose between speed and care|A delay of one season would be enough to lose the market
|What matters is who pays for the upkeep|The old rules were written for another age
|I would call it cautious progress""")
_ROLES = _phrases("""a spokesman|a spokeswoman|the chief engineer|a senior official|the deputy mayor|an economist|a local historian
|the association's chair|a lawyer for the families|the project's director|a shop owner|a harbor pilot""")
_HEADLINE_DID = _phrases("""approves|postpones|questions|widens|defends|withdraws|reviews|backs|rejects|revises|shelves|welcomes
|halves|doubles|suspends|extends|debates|tests|abandons|revives""")
_HEADLINE_WHO = _phrases("""ministry|city council|prefecture|panel|central bank|coast guard|agency|court|union|weather service
|citizens' group|operator|delegation|tourism board|watchdog|port authority|mayor|governor|start-up|university""")
_HEADLINE_END = _phrases("""as costs rise|despite protests|after audit|before vote|amid talks|for third year|to ease strain
|in surprise move|as winter nears|over safety fears|after storm|ahead of summit|for first time since 2011
|as visitors return""")
_OPINIONS = _phrases("""I have used this line for twenty years and it never worked on time|Someone should ask where the money went
|Good news for once|This will be forgotten by next month|The comparison with other countries makes no sense to me
|My neighbors say the opposite|Sounds fine on paper|They said exactly the same in the last round
|Not surprising, given who sits on that committee|Can anybody explain who benefits
|The photo shows a different harbor, by the way|It works well in the north, so why not here
|I moved away because of this|Taxes again|At least they published the figures this time|Read the report before you judge it
|The headline is misleading|A small step, but a welcome one""")


def person(rng: Random) -> str:
    """Given and family name."""
    return f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"


def headline(rng: Random) -> str:
    """One of some millions; whoever needs distinct ones looks for repeats."""
    choose = rng.choice
    who, did, end = choose(_HEADLINE_WHO), choose(_HEADLINE_DID), choose(_HEADLINE_END)
    topic, city = choose(TOPICS), choose(CITIES)
    match rng.randrange(4):
        case 0:
            return f"{city} {who} {did} {topic} plan {end}"
        case 1:
            return f"{topic.capitalize()}: {city} {who} {did} new limits {end}"
        case 2:
            return f"'{choose(_QUOTES)}': {who} in {city} {did} {topic} deal"
        case _:
            return f"{city}'s {rng.randrange(2, 90)}-billion-yen bet on {topic} {choose(('falters', 'pays off', 'divides voters'))} {end}"


def sentence(rng: Random) -> str:
    """15 to 35 words, ended by a full stop."""
    choose = rng.choice
    match rng.randrange(6):
        case 0:
            words = f"{choose(_BODIES)} in {choose(CITIES)} {choose(_DID)} {choose(_THINGS)} on {choose(TOPICS)} {choose(_WHEN)}, {choose(_WHY)}"
        case 1:
            words = f"“{choose(_QUOTES)},” said {person(rng)}, {choose(_ROLES)}, who spoke {choose(_WHEN)} about {choose(TOPICS)}"
        case 2:
            words = f"{choose(_WHEN)}, {choose(_BODIES)} {choose(_DID)} {choose(_THINGS)}, and {choose(_BODIES)} {choose(_DID)} {choose(_THINGS)} {choose(_WHY)}"
        case 3:
            words = f"spending on {choose(TOPICS)} rose {rng.randrange(1, 60)}.{rng.randrange(10)} percent to {rng.randrange(2, 900)} billion yen, {choose(_BODIES)} said {choose(_WHEN)}"
        case 4:
            words = f"of {rng.randrange(200, 9000):,} households asked in {choose(CITIES)}, {rng.randrange(11, 89)} percent said that {choose(TOPICS)} mattered more to them than {choose(TOPICS)}, {choose(_WHY)}"
        case _:
            words = f"{person(rng)}, {choose(_ROLES)} in {choose(CITIES)}, told reporters that {choose(_BODIES)} had {choose(_DID)} {choose(_THINGS)} {choose(_WHY)}"
    return words[0].upper() + words[1:] + "."


def paragraph(rng: Random) -> str:
    """One to three sentences, as the wires write them."""
    return " ".join(sentence(rng) for _ in range(rng.choice((1, 1, 2, 2, 3))))


def handle(rng: Random) -> str:
    """A commenter's name."""
    match rng.randrange(3):
        case 0:
            return f"{rng.choice(_GIVEN)}{rng.randrange(1950, 2010)}"
        case 1:
            return f"{rng.choice(CITIES)} {rng.choice(_FAMILY)}"
        case _:
            return f"{rng.choice(_FAMILY).lower()}_{rng.choice(TOPICS).split()[-1]}"


def comment_html(rng: Random) -> str:
    """Body of a comment: one to four ``<p>``, now and then a quoted line, emphasis or a link."""
    parts: list[str] = []
    if rng.random() < 0.2:
        parts.append(f"<blockquote><p>{rng.choice(_OPINIONS)}.</p></blockquote>")
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        text = ". ".join(rng.choice(_OPINIONS) for _ in range(rng.choice((1, 2, 2, 3)))) + rng.choice(".!?")
        if rng.random() < 0.3:
            text += f" Look at {rng.choice(TOPICS)} in {rng.choice(CITIES)}: {rng.randrange(3, 97)} percent."
        if rng.random() < 0.1:
            text = f"<em>{text}</em>"
        parts.append(f"<p>{text}</p>")
    return "".join(parts)
