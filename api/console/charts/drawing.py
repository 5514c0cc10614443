"""The few shapes that charts are made of."""

from markupsafe import Markup, escape

INK, SOFT, FAINT = "var(--ink)", "var(--ink2)", "var(--ink3)"


def shape(name: str, **given: object) -> Markup:
    """A shape with its attributes: an underscore in a name stands for a hyphen."""
    said = Markup(" ").join(
        Markup('{}="{}"').format(key.rstrip("_").replace("_", "-"), _short(value))
        for key, value in given.items()
        if value is not None
    )
    return Markup("<{} {}/>").format(name, said)


def words(
    text: str, x: float, y: float, *, fill: str = SOFT, size: float = 11, anchor: str = "start", weight: int = 400
) -> Markup:
    """A line of text at a point."""
    form = '<text x="{}" y="{}" font-size="{}" font-weight="{}" text-anchor="{}" fill="{}">{}</text>'
    return Markup(form).format(_short(x), _short(y), size, weight, anchor, fill, text)


def placed(inner: Markup, x: float, y: float, *, scale: float = 1, color: str = SOFT) -> Markup:
    """Something drawn elsewhere, moved to a point."""
    form = '<g transform="translate({} {}) scale({})" color="{}">{}</g>'
    return Markup(form).format(_short(x), _short(y), scale, color, inner)


def chart(parts: list[Markup], width: float, height: float, *, title: str, told: str = "", classes: str = "") -> Markup:
    """A whole chart, with what it is and what it says in words."""
    form = (
        '<svg class="chart {}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}" '
        'preserveAspectRatio="xMinYMin meet">{}</svg>'
    )
    said = f"{title}: {told}" if told else title
    return Markup(form).format(
        classes, _short(width), _short(height), _short(width), _short(height), said, joined(parts)
    )


def joined(parts: list[Markup]) -> Markup:
    """Parts, one after the other."""
    return Markup("").join(parts)


def wide(text: str, size: float) -> float:
    """About how wide a text is: a Chinese character is as wide as it is high, another half of that."""
    return sum(size if ord(letter) > 0x2E80 else size * 0.56 for letter in str(escape(text)))


def _short(value: object) -> object:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
