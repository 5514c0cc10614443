"""The languages pages are shown in. Every text of a page stands in English where it is used, and in a catalogue for the others.

Sentences that the domain composes (why a transition is refused, what a rule looked at) arrive in English with names
and figures in them: the catalogue holds their patterns, with `{...}` where something was put in (see phrasebook).
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.requests import Request

from api.console.phrasebook import SENTENCE, Phrasebook
from states import countries
from states.call import Call, Direction
from states.rule_labels import WORDS, label_rule
from states.rules import Status, Strength
from states.text import fold, sort_key

COOKIE = "accord-language"
_ROLES = {
    "applicant": "Applicant",
    "partner": "Partner",
    "authority": "Authority of a partner country",
    "coordinator": "Coordinator",
    "reviewer": "Reviewer",
    "committee": "Committee",
    "auditor": "Auditor",
    "administrator": "Administrator",
    "system": "Accord",
}
_SIGNS = {
    "met": "check",
    "declared": "file",
    "not-met": "x",
    "waived": "swap",
    "waiting": "clock",
    "followed": "check",
}
_TONES = {"neutral": "none"}
_PARTIES = {
    "research-institution": "Research institution",
    "university": "University",
    "enterprise": "Enterprise",
    "government": "Government",
    "association": "Association",
    "hospital": "Hospital",
    "international-organisation": "International organisation",
    "person": "Person",
}
_PARTS = {
    "name": "Name",
    "type": "Kind",
    "country": "Country",
    "division": "Province or region",
    "registered_in": "Registered in",
    "ror": "ROR of the organisation",
    "orcid": "ORCID iD of the person",
    "subsidy": "Its share of the support (yuan)",
    "own_funds": "Its own funds (yuan)",
    "signed_on": "Signed on",
    "signatories": "Signed by",
    "reference": "Its number",
    "valid_until": "Valid until",
}
_SCOPES = {"read": "Read", "write": "Act on cases", "manage": "Manage people and tokens"}
_METHODS = {
    "password": "by password",
    "link": "by a link",
    "code": "by a code",
    "recovery": "by a code from paper",
    "oidc": "at your institution",
    "invitation": "by an invitation",
    "enrolment": "to set up a second factor",
}


@dataclass(frozen=True, slots=True)
class RuleLabel:
    """How a rule stands, as a page tells it: a word, the style of its tone, and the icon before it."""

    word: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Language:
    """A language: its code in addresses and cookies, its name for itself, its tag in HTML, its conventions, its texts."""

    code: str
    name: str
    tag: str
    locale: Locale
    texts: NullTranslations

    def __call__(self, text: str, **given: object) -> str:
        """A text of a page in this language, with what is put into it."""
        said: str = self.texts.gettext(text)
        return said.format(**given) if given else said

    def counted(self, one: str, many: str, number: int, **given: object) -> str:
        """A text that depends on a number, which stands in it as `{n}`."""
        said: str = self.texts.ngettext(one, many, number)
        return said.format(n=f"{number:,}", **given)

    def label(self, thing: object) -> str:
        """What a thing of a programme is called: its `label` or `title`, or the Chinese one beside it."""
        name = "label" if hasattr(thing, "label") else "title"
        return str(getattr(thing, f"{name}_{self.code}", None) or self(str(getattr(thing, name))))

    def direction(self, direction: Direction, call: Call) -> str:
        """What a direction is called: by its code and title, by the title alone if its call has no other."""
        title = self.told(direction.title)
        return f"{direction.code} {title}" if len(call.directions) > 1 else title

    def direction_in_short(self, direction: Direction, call: Call) -> str:
        """What a direction is called where there is little room."""
        return direction.code if len(call.directions) > 1 else self.told(direction.title)

    def country(self, code: str) -> str:
        """What a country or partner is called."""
        return str(self.locale.territories.get(code, code))

    @cached_property
    def countries(self) -> list[tuple[str, str]]:
        """The name and the code of every country, by name."""
        named = ((self.country(code), code) for code in countries.codes().values())
        return sorted(named, key=lambda pair: sort_key(pair[0]))

    def role(self, role: str) -> str:
        """What a role is called."""
        return self(_ROLES.get(role, role))

    def party(self, kind: str) -> str:
        """The word for a kind of party."""
        return self(_PARTIES[kind]) if kind in _PARTIES else kind

    def part(self, name: str) -> str:
        """What a part of a party, a paper or figures is called."""
        return self(_PARTS[name]) if name in _PARTS else self.told(name.replace("_", " ").capitalize())

    def scope(self, scope: str) -> str:
        """What a token of a scope may do."""
        return self(_SCOPES.get(scope, scope))

    def method(self, method: str) -> str:
        """How somebody signed in; by two means where it took two."""
        return " + ".join(self(_METHODS.get(one, one)) for one in method.split("+"))

    def status(self, word: str) -> str:
        """How a rule stands, by the word for it."""
        return self(WORDS.get(word, word))

    def standing(self, strength: Strength, status: Status) -> RuleLabel:
        """How a rule of a strength stands: in a word, in the tone and under the sign that go with it."""
        word, tone = label_rule(strength, status)
        return RuleLabel(self.status(word), _TONES.get(tone, tone), _SIGNS.get(word, "info"))

    def told(self, sentence: str) -> str:
        """A sentence of the domain in this language; as it came, if the catalogue makes no sense of it."""
        return self._phrasebook.told(sentence)

    @cached_property
    def _phrasebook(self) -> Phrasebook:
        catalogue: Mapping[object, object] = getattr(self.texts, "_catalog", {})
        mark = f"{SENTENCE}\x04"
        texts = [(key, str(said)) for key, said in catalogue.items() if isinstance(key, str) and key.startswith(mark)]
        return Phrasebook(self.texts.gettext, {key.removeprefix(mark): said for key, said in texts})


@cache
def languages() -> dict[str, Language]:
    """Every language there is, by its code; the first is the one the texts are written in."""
    return {
        "en": Language("en", "English", "en", Locale.parse("en_GB"), NullTranslations()),
        "zh": Language("zh", "中文", "zh-CN", Locale.parse("zh_Hans_CN"), _catalogue("zh")),
    }


@cache
def countries_named() -> dict[str, str]:
    """The code of every country by its name without capitals, in any of the languages."""
    named = {fold(name): code for one in languages().values() for name, code in one.countries}
    return countries.codes() | named


def chosen(request: Request, otherwise: str) -> Language:
    """The language for a request: the one chosen before, else the first the browser asks for, else `otherwise`."""
    known = languages()
    wanted = [request.cookies.get(COOKIE, ""), *_asked_for(request.headers.get("accept-language", "")), otherwise]
    return next((known[code] for code in wanted if code in known), known["en"])


def _asked_for(header: str) -> list[str]:
    """The languages a browser asks for, the one it likes best first."""
    ranked = []
    for part in header.split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            ranked.append((-float(quality or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    return [code for _, code in sorted(ranked, key=lambda pair: pair[0])]


def _catalogue(code: str) -> NullTranslations:
    file = resources.files("api.console") / "locale" / f"{code}.po"
    catalogue = read_po(io.BytesIO(file.read_bytes()), locale="zh_Hans_CN")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
