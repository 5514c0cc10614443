"""Figures as people read them: instants in a zone, how long is left, amounts of money, sizes; each in a page's language."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_decimal

from api.console.language import Language
from states import calendar
from states.call import Quota

_SOON = timedelta(days=4)
_PLACES = {"Asia/Shanghai": "Beijing", "America/Argentina/Buenos_Aires": "Buenos Aires"}
"""Places that go by another name than their zone, or that the tables of other languages leave out."""


@dataclass(frozen=True, slots=True)
class Formatter:
    """How figures are written on a page: in which language, and seen from which instant."""

    language: Language
    now: datetime

    def number(self, value: float) -> str:
        """A number with its thousands apart."""
        return str(format_decimal(value, locale=self.language.locale))

    def money(self, yuan: int | None) -> str:
        """An amount in yuan, whole: ¥500,000, 500,000元."""
        if yuan is None:
            return "–"
        return f"{self.number(yuan)}元" if self.language.code == "zh" else f"¥{self.number(yuan)}"

    def millions(self, yuan: int | None) -> str:
        """An amount as millions of yuan, for a column that says so in its head: 12.5."""
        return "–" if yuan is None else f"{round(yuan / 1_000_000, 2):,.10g}"

    def roughly(self, yuan: int) -> str:
        """A large amount, short but not rounded away: ¥496 million, 4.96亿元."""
        if self.language.code == "zh":
            step, unit = (100_000_000, "亿元") if yuan >= 100_000_000 else (10_000, "万元")
            return f"{yuan / step:,.10g}{unit}"
        said = self.language("¥{amount} million", amount=f"{yuan / 1_000_000:,.10g}")
        return said.replace(" ", "\N{NO-BREAK SPACE}")

    def quota(self, quota: Quota) -> str:
        """How many cases a quota allows, with its qualifier as the source prints it: about 4, no more than 20, 2 to 3."""
        match quota.qualifier:
            case "about":
                return self.language("about {n}", n=quota.cases)
            case "no-more-than":
                return self.language("no more than {n}", n=quota.cases)
            case "between" if quota.least is not None:
                return self.language("{least} to {most}", least=quota.least, most=quota.cases)
            case _:
                return self.number(quota.cases)

    def times(self, part: float, whole: float) -> str:
        """How often one figure holds another: 1.45×."""
        return "–" if not whole else f"{part / whole:.2f}×"

    def points(self, hundredths: int | None) -> str:
        """Points out of a hundred, from hundredths of a point: 87.25."""
        return "–" if hundredths is None else f"{hundredths / 100:.2f}"

    def size(self, octets: int) -> str:
        """The size of a file: 640 KB."""
        for unit, step in (("MB", 1_000_000), ("KB", 1_000)):
            if octets >= step:
                return f"{self.number(round(octets / step, 1 if octets < 10 * step else 0))} {unit}"
        return f"{octets} B"

    def limit(self, octets: int) -> str:
        """The most bytes that a file may have, rounded down so that no more is promised than is taken: 20 MB."""
        for unit, step in (("MB", 1 << 20), ("KB", 1 << 10)):
            if octets >= step:
                return f"{self.number(octets // step)} {unit}"
        return f"{octets} B"

    def day(self, day: date | datetime, zone: str = "UTC") -> str:
        """A day: 30 Dec 2022."""
        if isinstance(day, datetime):
            day = calendar.day(day, zone)
        return str(format_date(day, "d MMM y" if self.language.code == "en" else "y年M月d日", self.language.locale))

    def weekday(self, day: date | datetime, zone: str = "UTC") -> str:
        """A day with its weekday: Friday 30 December."""
        if isinstance(day, datetime):
            day = calendar.day(day, zone)
        form = "EEEE d MMMM" if self.language.code == "en" else "M月d日EEEE"
        return str(format_date(day, form, self.language.locale))

    def month(self, day: date) -> str:
        """The month of a day: November 2026."""
        return str(format_date(day, "MMMM y" if self.language.code == "en" else "y年M月", self.language.locale))

    def short_day(self, day: date) -> str:
        """A day of the month; the month with its first: 30, 1 Jan."""
        if self.language.code == "zh":
            return f"{day.month}月{day.day}日" if day.day == 1 else f"{day.day}日"
        return str(format_date(day, "d MMM" if day.day == 1 else "d", self.language.locale))

    def short_weekday(self, day: date) -> str:
        """A weekday: Fri."""
        return str(format_date(day, "EEE", self.language.locale))

    def time(self, instant: datetime, zone: str) -> str:
        """The time of day: 23:59."""
        return f"{calendar.on_clock(instant, zone):%H:%M}"

    def instant(self, instant: datetime, zone: str) -> str:
        """An instant with the place whose clock it is read from: 30 Dec 2022, 23:59 Beijing (UTC+8)."""
        place, offset = self.place(zone), self.offset(instant, zone)
        there = f"{place}时间（{offset}）" if self.language.code == "zh" else f"{place} ({offset})"
        return f"{self.moment(instant, zone)} {there}"

    def moment(self, instant: datetime, zone: str) -> str:
        """An instant without the place: 30 Dec 2022, 23:59."""
        local = calendar.on_clock(instant, zone)
        form = "d MMM y, HH:mm" if self.language.code == "en" else "y年M月d日 HH:mm"
        return str(format_datetime(local, form, locale=self.language.locale))

    def last(self, due: datetime) -> datetime:
        """The last instant that is in time for a due one, which is itself too late."""
        return calendar.last_instant(due)

    def until(self, due: datetime, zone: str) -> str:
        """The last minute that is still in time for a due instant, which is itself too late."""
        return self.instant(self.last(due), zone)

    def place(self, zone: str) -> str:
        """The place a zone is named for: Beijing for Asia/Shanghai, whose civil time it is."""
        if zone in _PLACES:
            return self.language(_PLACES[zone])
        return str(get_timezone_location(zone, locale=self.language.locale, return_city=True)).rpartition("/")[2]

    def offset(self, instant: datetime, zone: str) -> str:
        """How far a zone is from UTC at an instant: UTC+8, UTC-3:30."""
        offset = calendar.on_clock(instant, zone).utcoffset() or timedelta()
        minutes = round(offset.total_seconds() / 60)
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")

    def left(self, due: datetime) -> str:
        """How long until an instant, or how long since: 3 d 13 h, 2 d late."""
        wait = due - self.now
        said = self.lasting(abs(wait))
        return said if wait > timedelta() else self.language("{time} late", time=said)

    def ago(self, then: datetime) -> str:
        """How long ago an instant was: 2 h ago."""
        return self.language("{time} ago", time=self.lasting(max(self.now - then, timedelta())))

    def lasting(self, wait: timedelta) -> str:
        """A length of time in its two largest units: 3 d 13 h."""
        minutes = int(wait.total_seconds() // 60)
        days, hours = divmod(minutes // 60, 24)
        if days:
            parts = [self.language("{n} d", n=days), self.language("{n} h", n=hours) if hours and days < 10 else ""]
        elif hours:
            rest = minutes % 60
            parts = [self.language("{n} h", n=hours), self.language("{n} min", n=rest) if rest else ""]
        else:
            parts = [self.language("{n} min", n=minutes)]
        return ("" if self.language.code == "zh" else " ").join(part for part in parts if part)

    def urgency(self, due: datetime | None) -> str:
        """How an instant presses, as a word of the style sheet: late, soon, or nothing."""
        if due is None:
            return ""
        return "late" if due <= self.now else "soon" if due - self.now < _SOON else ""
