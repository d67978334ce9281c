"""Write ``newscrawler/language/data/given_names.toml``: first words of people's names, by language.

The names come from Faker, the common words to leave out from Debian's ``wamerican``. Both are needed for this script
only::

    pip install faker==40.54.0 && apt-get install wamerican
    python tools/make_names.py /usr/share/dict/american-english

A name that is a common English word too (``summer``, ``chase``) is left out unless it is among the few hundred that
are most frequent in the United States (``mark``, ``rose``).
"""

from __future__ import annotations

import argparse
import importlib
import re
import textwrap
from pathlib import Path

import faker

DATA = Path(__file__).parent.parent / "newscrawler" / "language" / "data" / "given_names.toml"
LOCALES = (
    *("en_US", "en_GB", "en_IE", "en_NZ", "en_IN", "en_PK", "en_KE", "de_DE", "de_AT", "de_CH", "fr_FR", "fr_BE"),
    *("fr_CH", "es_ES", "es_AR", "es_CL", "es_CO", "es_MX", "it_IT", "pt_PT", "pt_BR", "nl_NL", "nl_BE", "da_DK"),
    *("sv_SE", "no_NO", "fi_FI", "et_EE", "lv_LV", "lt_LT", "pl_PL", "cs_CZ", "sk_SK", "sl_SI", "hr_HR", "hu_HU"),
    *("ro_RO", "tr_TR", "az_AZ", "id_ID", "vi_VN", "ga_IE", "sw", "zu_ZA", "ig_NG", "yo_NG", "ha_NG", "ru_RU"),
    *("uk_UA", "bg_BG", "el_GR"),
)
NEVER = frozenset(
    (
        *("summer", "autumn", "faith", "hope", "love", "joy", "chase", "destiny", "may", "june", "july", "april"),
        *("august", "virginia", "georgia", "paris", "london", "carolina", "dakota", "dallas", "houston", "chelsea"),
        *("orlando", "milan", "india", "asia", "america", "kenya", "africa", "china", "israel", "ireland", "france"),
        *("santa", "roma", "vienna", "nevada", "montana", "holland", "kent", "bristol", "berlin", "mexico", "european"),
        *("north", "south", "east", "west", "bay", "saint", "san", "the", "world", "kansas", "lagos", "madrid"),
    )
)
"""They begin the names of places, days and sections more often than those of people."""
_SHORTEST = 3
_HEAD = """# Written by tools/make_names.py from Faker {version}: do not edit.
# First words of people's names in lower case, each under the first language that has it. Read by language/names.py.

"""


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(prog="python tools/make_names.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("words", type=Path, help="a list of English words, one a line; names begin with a capital")
    words = parser.parse_args().words.read_text("utf-8").split()
    frequent = names_of("en_US")
    unwanted = (frozenset(word for word in words if word.islower()) - frequent) | NEVER
    known: set[str] = set()
    lines = [_HEAD.format(version=faker.VERSION)]
    for language in dict.fromkeys(locale.partition("_")[0] for locale in LOCALES):
        names = set[str]().union(*(names_of(locale) for locale in LOCALES if locale.partition("_")[0] == language))
        if names := names - unwanted - known:
            known |= names
            lines.append(f'{language} = """\n{textwrap.fill(" ".join(sorted(names)), 118)}\n"""\n')
    DATA.write_text("".join(lines), encoding="utf-8")


def names_of(locale: str) -> frozenset[str]:
    """Return the given names of a locale, in lower case, each word of a double name apart."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    lists = (getattr(provider, name) for name in dir(provider) if name.startswith("first_name"))
    texts = (text for each in lists if isinstance(each, (list, tuple, dict)) for text in each if isinstance(text, str))
    words = (word for text in texts for word in re.split(r"[\s.-]+", text))
    return frozenset(
        word.casefold() for word in words if len(word) >= _SHORTEST and word.isalpha() and word[0].isupper()
    )


if __name__ == "__main__":
    main()
