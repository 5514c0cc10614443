"""A bar against a limit, and a plain bar."""

from markupsafe import Markup

from api.console.charts.drawing import INK, chart, joined, shape


def gauge(
    pale: float, dark: float, limit: float, scale: float, *, label: str, width: int = 112, classes: str = ""
) -> Markup:
    """What there is (pale), what of it counts (dark), and a tick at the limit; an arrowhead where the scale cuts it off."""

    def at(value: float) -> float:
        return min(value / scale, 1.0) * width if scale else 0.0

    parts = [
        shape("rect", x=0, y=4, width=width, height=8, rx=2, fill="var(--sunken)"),
        shape("rect", x=0, y=4, width=at(pale), height=8, rx=2, fill="var(--d3)"),
        shape("rect", x=0, y=4, width=at(dark), height=8, rx=2, fill="var(--d1)"),
        shape("rect", x=max(at(limit) - 0.9, 0.0), y=0, width=1.8, height=16, fill=INK),
    ]
    if pale > scale:
        parts.append(shape("path", d=f"M{width - 5} 4l5 4-5 4", fill="none", stroke="var(--ink3)", stroke_width=1.3))
    return chart(parts, width, 16, title=label, classes=classes)


def bar(value: float, most: float, color: str = "var(--d1)") -> Markup:
    """A plain bar beside a figure that says the same."""
    wide = max(284 * value / most, 3.0) if value and most else 0.0
    form = '<svg class="bar" viewBox="0 0 284 5" width="100%" height="5" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    base = shape("rect", width=284, height=5, rx=2.5, fill="var(--sunken)")
    return Markup(form).format(joined([base, shape("rect", width=wide, height=5, rx=2.5, fill=color)]))
