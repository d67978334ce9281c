"""Names of outlets and agencies as they are put after a headline or a name.

Closed lists, and no guess by capitals alone: ``… – The Harbor Light`` is an outlet because mastheads end in *Light*;
``… – The Verdict`` stays, because a clause taken for an outlet merges two stories. What is missing here costs one
unmerged copy, and extraction has taken away the suffix of every outlet whose page states its name.
The table is apart from extraction's agencies on purpose: a key must not change because extraction learns a name.
"""

from __future__ import annotations

import re

from newscrawler.dedupe.folding import fold
from newscrawler.dedupe.wordlist import names, words

__all__ = ["is_agency", "is_house", "is_outlet", "is_section"]

_AGENCIES = names("""
    reuters|thomson reuters|ap|associated press|the associated press|afp|agence france presse|afp jiji|kyodo|kyodo news
    jiji|jiji press|dpa|deutsche presse agentur|bloomberg|bloomberg news|xinhua|xinhua news agency|xinhuanet|tass|itar tass
    efe|agencia efe|ansa|upi|united press international|press association|pa media|yonhap|yonhap news|yonhap news agency
    interfax|ria novosti|apa|austria presse agentur|belga|anp|anadolu|anadolu agency|pti|press trust of india|ani|ians
    asian news international|canadian press|the canadian press|aap|australian associated press|antara|bernama|tt|ntb|ritzau
    ロイター|ロイター通信|路透社|路透|рейтер|共同|共同通信|共同通信社|時事|時事通信|時事通信社|ap通信|美联社|美聯社
    法新社|新华社|新華社|тасс|интерфакс|риа новости|연합뉴스|로이터|뉴시스|ブルームバーグ|رويترز|أ ف ب|رويتيرز|中央社|中新社
    """)

# Outlets whose name shows no masthead word.
_OUTLETS = names("""
    bbc|cnn|cnbc|npr|pbs|abc|nbc|cbs|cbc|msnbc|nhk|nhk world|nhk world japan|dw|deutsche welle|rfi|france 24|france24|rt
    al jazeera|aljazeera|al arabiya|sky sports|espn|wsj|ft|axios|politico|vox|slate|wired|forbes|fortune|time|newsweek
    the guardian|guardian|the independent|independent|yahoo|yahoo finance|yahoo sports|msn|aol|google news|channel newsasia
    cna|nikkei|nikkei asia|nikkei asian review|asahi shimbun|the asahi shimbun|mainichi|the mainichi|yomiuri shimbun|sankei
    rappler|scmp|huffpost|buzzfeed|business insider|insider|marketwatch|barrons|mint|firstpost|ndtv|the quint|scroll
    euronews|swissinfo|spiegel|der spiegel|spiegel online|bild|die welt|welt|die zeit|zeit online|faz|stern|focus online|taz
    tagesschau|ntv|n tv|orf|srf|der standard|die presse|le monde|le figaro|liberation|le parisien|l'express|le point|l'equipe
    el pais|el mundo|abc es|la vanguardia|el periodico|la nacion|clarin|infobae|el universal|o globo|g1|uol|folha
    la repubblica|repubblica|la stampa|corriere della sera|il sole 24 ore|rai|nos|nrc|de volkskrant|de telegraaf|het parool
    svt|svd|dagens nyheter|aftonbladet|expressen|nrk|vg|dr|politiken|yle|haaretz|ynet|gulf news|radio free asia|rfe rl
    voice of america|voa|radio free europe|deadline|variety|techcrunch|the verge|ars technica|engadget|gizmodo|the hindu
    washington post|new york post|jerusalem post|bangkok post|jakarta post|huffington post|south china morning post
    the hill|the age|the atlantic|the economist|the intercept|the conversation|the local|the diplomat|the week|the wire
    lenta ru|коммерсантъ|ведомости|рбк|известия|газета ru|朝日新聞|毎日新聞|読売新聞|産経新聞|日本経済新聞|東京新聞|人民网|新华网
    澎湃新闻|联合早报|中央日报|조선일보|중앙일보|한겨레|동아일보|الجزيرة|العربية|bbc عربي|bbc 中文|bbc 中文网|cnn jp|bbcニュース
    """)

# Words that end a masthead and hardly ever a clause. Not "Media", "TV", "Radio", "Press", "Newspaper": "… - State Media"
# says who reports, which is content.
_MASTHEAD_WORDS = words("""
    news times today post herald tribune gazette chronicle telegraph observer courier dispatch examiner inquirer enquirer
    ledger bulletin sentinel weekly daily journal advertiser advocate argus mercury monitor democrat
    zeitung anzeiger rundschau nachrichten tagblatt tageblatt tagesspiegel kurier allgemeine wochenblatt
    noticias diario jornal gazzetta corriere giornale gazeta nyheter posten tidning tidende dagblad courant nieuws
    новости газета вести правда
    """)
# Ordinary words that make a masthead only behind "The": "The Harbor Light", "The Sun", "The Globe and Mail".
_BEHIND_THE = words("""
    light sun star globe mail mirror echo age hill local nation world state bee beacon lantern pilot press record
    register review republic standard citizen citizens guardian independent scotsman spectator economist voice call
    leader banner eagle union sentinel signal compass anchor lighthouse messenger express transcript crier whig
    oregonian tennessean oklahoman australian irishman week reporter atlantic diplomat reader
    """)
_LEADING_WORDS = words("daily sunday radio diario corriere gazeta jornal")
# What makes the same words a clause: "Fake News", "Hard Times", "Polls open today".
_NO_MASTHEAD_BEGINS = words("""
    fake good bad great breaking latest hard tough old end modern trying best worst happy live top in at for on to of
    what how why who when where is are was were and or with from no not more this that these those his her its their our
    your my all some any another big sad other strange uncertain changing difficult official state local social election
    opens open starts begins ends vote votes
    """)
_SECTIONS = names("""
    news|world|world news|business|business news|sport|sports|politics|opinion|technology|tech|science|health|entertainment
    national|international|asia|asia pacific|europe|africa|americas|middle east|us|us news|uk|uk news|japan|breaking news
    latest news|top news|home|local|local news|crime|economy|markets|money|lifestyle|culture|features|environment
    nachrichten|politik|wirtschaft|panorama|ausland|sport news|actualites|monde|economie|mundo|economia|deportes
    ニュース|社会|政治|経済|国際|スポーツ|国内|海外|国际|新闻|财经|체육|정치|경제|사회|мир|политика|экономика|новости
    """)
# Sources of news, not printers of it.
_NO_OUTLETS = names(
    "japan post|korea post|deutsche post|swiss post|australia post|canada post|new zealand post|royal mail"
)
# Masthead words that are family names: "William Post" is a person where a person is expected.
_FAMILY_NAMES = words("post courier mercury argus daily kurier journal herald")
# A masthead has few words; "The Sydney Morning Herald" has four, "The News and Observer Online" five.
_MOST_WORDS = 5
_DOMAIN = re.compile(
    r"(?:www\.)?(?:[\w-]{2,}\.)+(?:com|net|org|info|news|online|tv|eu|int|co|io|us|uk|ie|au|nz|ca|in|jp|kr|cn|hk|tw|sg|my|ph|id|th"
    r"|vn|de|at|ch|fr|be|nl|lu|es|pt|it|gr|se|no|dk|fi|is|pl|cz|sk|hu|ro|bg|rs|hr|si|ua|ru|by|lt|lv|ee|tr|il|ae|qa|sa|eg|za|ng|ke"
    r"|br|ar|mx|cl|pe|uy|pk|bd|lk|np)(?:/\S*)?",
    re.I,
)
_UNSPACED_MASTHEAD = re.compile(
    r"[^\s。、！？!?：:「」『』]{0,14}(?:新聞|新聞社|新聞デジタル|新聞オンライン|ニュース|通信|通信社|日報|テレビ|オンライン|新闻|新闻网|日报|晚报|早报|时报"
    r"|時報|日報網|在线|뉴스|신문|일보|방송)"
)


def is_agency(name: str) -> bool:
    """Whether the whole of ``name`` names a wire agency; any case and typography."""
    return fold(name) in _AGENCIES


def is_outlet(name: str, *, mixed_case: bool = False) -> bool:
    """Whether the whole of ``name`` names an outlet or an agency.

    :param name: unified text
    :param mixed_case: the text around has both cases, so that a name without capitals is a clause ("… - the sun")
    """
    if _DOMAIN.fullmatch(name):
        return True
    folded = fold(name)
    words = folded.split()
    if not words or len(words) > _MOST_WORDS or folded in _NO_OUTLETS:
        return False
    if mixed_case and folded != "dpa" and not _is_capitalised(name):
        return False
    if folded in _AGENCIES or folded in _OUTLETS:
        return True
    if _UNSPACED_MASTHEAD.fullmatch(name):
        return True
    if words[0] == "the" and len(words) > 1:
        return words[-1] in _BEHIND_THE or words[-1] in _MASTHEAD_WORDS
    if len(words) == 1 or words[0] in _NO_MASTHEAD_BEGINS:
        return False
    if words[-1] == "today":
        return len(words) == 2
    if words[-1] in _MASTHEAD_WORDS or (words[0] in _LEADING_WORDS and words[-1] in _BEHIND_THE):
        return True
    return len(words) > 2 and words[0] in _MASTHEAD_WORDS and words[1] == "of"


def is_house(name: str) -> bool:
    """Whether ``name``, standing where a byline names people, is an outlet or an agency instead."""
    folded = fold(name)
    if folded in _AGENCIES or folded in _OUTLETS:
        return True
    words = folded.split()
    return is_outlet(name) and not (len(words) == 2 and words[0] != "the" and words[-1] in _FAMILY_NAMES)


def is_section(name: str) -> bool:
    """Whether ``name`` is the name of a site section, as it stands beside an outlet's: ``… — News — Outlet``."""
    return fold(name) in _SECTIONS


def _is_capitalised(name: str) -> bool:
    words = [word for word in name.split() if any(letter.isalpha() for letter in word)]
    big = [word for word in words if len(word) > 3] or words
    return not any(next(letter for letter in word if letter.isalpha()).islower() for word in big)
