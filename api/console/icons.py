"""The strokes of the icons, 16 by 16, and the glyph of each look a state may have: a shape, so that colour alone says nothing."""

from markupsafe import Markup

STROKES = {
    "inbox": '<path d="M2.5 9.5 4.2 3.6a1 1 0 0 1 1-.7h5.6a1 1 0 0 1 1 .7l1.7 5.9v2.6a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1z"/><path d="M2.6 9.5h3l.9 1.6h3l.9-1.6h3"/>',
    "list": '<path d="M5.5 4h8M5.5 8h8M5.5 12h8"/><path d="M2.5 4h.01M2.5 8h.01M2.5 12h.01" stroke-width="2"/>',
    "calendar": '<rect x="2.5" y="3.5" width="11" height="10" rx="1.5"/><path d="M2.5 6.7h11M5.5 2v2.5M10.5 2v2.5"/>',
    "call": '<circle cx="8" cy="8" r="5.6"/><path d="M8 2.4A5.6 5.6 0 0 1 13.6 8H8z"/>',
    "clause": '<path d="M4 2.5h6l2.5 2.5v8a.5.5 0 0 1-.5.5H4a.5.5 0 0 1-.5-.5V3a.5.5 0 0 1 .5-.5z"/><path d="M6 7h4M6 9.5h4M6 5h1.5"/>',
    "people": '<circle cx="6" cy="5.6" r="2.3"/><path d="M1.9 13c.3-2.4 2-3.8 4.1-3.8s3.8 1.4 4.1 3.8"/><path d="M10.6 3.6a2.2 2.2 0 0 1 0 4M12 9.7c1.2.6 2 1.7 2.2 3.3"/>',
    "scale": '<path d="M8 2.5v11M5 13.5h6M3 4.5h10"/><path d="M3 4.5 1.4 9a1.9 1.9 0 0 0 3.2 0zM13 4.5 11.4 9a1.9 1.9 0 0 0 3.2 0z"/>',
    "shield": '<path d="M8 1.9 13 3.7v4c0 3-2 5.2-5 6.4-3-1.2-5-3.4-5-6.4v-4z"/><path d="m5.8 7.9 1.6 1.6 2.9-3.1"/>',
    "settings": '<circle cx="8" cy="8" r="2"/><path d="M8 2v1.7M8 12.3V14M2 8h1.7M12.3 8H14M3.8 3.8 5 5M11 11l1.2 1.2M12.2 3.8 11 5M5 11l-1.2 1.2"/>',
    "search": '<circle cx="7" cy="7" r="4.3"/><path d="m10.2 10.2 3.3 3.3"/>',
    "lock": '<rect x="3.5" y="7" width="9" height="6.5" rx="1.3"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
    "clock": '<circle cx="8" cy="8" r="5.7"/><path d="M8 4.8V8l2.2 1.6"/>',
    "check": '<path d="m3.2 8.5 3 3 6.6-7"/>',
    "x": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "alert": '<path d="M8 2.6 14.2 13H1.8z"/><path d="M8 6.6v3M8 11.4v.01" />',
    "info": '<circle cx="8" cy="8" r="5.7"/><path d="M8 7.4v3.4M8 5.2v.01"/>',
    "send": '<path d="M13.5 2.5 7 9M13.5 2.5 9.4 13.5 7 9 2.5 6.6z"/>',
    "reply": '<path d="M6.5 3.5 2.5 7.5l4 4"/><path d="M2.5 7.5h6a5 5 0 0 1 5 5"/>',
    "file": '<path d="M4.5 2.5h4.6L12 5.4v7.6a.5.5 0 0 1-.5.5h-7a.5.5 0 0 1-.5-.5V3a.5.5 0 0 1 .5-.5z"/><path d="M9 2.6v3h3"/>',
    "download": '<path d="M8 2.5v8M4.8 7.6 8 10.8l3.2-3.2M3 13.5h10"/>',
    "plus": '<path d="M8 3.2v9.6M3.2 8h9.6"/>',
    "dots": '<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2.2"/>',
    "chevron": '<path d="m6 3.5 4.5 4.5L6 12.5"/>',
    "sort": '<path d="M8 3v10M4.5 9.5 8 13l3.5-3.5"/>',
    "columns": '<rect x="2.5" y="3" width="11" height="10" rx="1.2"/><path d="M6.2 3v10M9.8 3v10"/>',
    "bell": '<path d="M4 7a4 4 0 0 1 8 0c0 3.6 1.4 4.3 1.4 4.3H2.6S4 10.6 4 7zM6.7 13.4a1.5 1.5 0 0 0 2.6 0"/>',
    "eye": '<path d="M1.8 8S4 3.9 8 3.9 14.2 8 14.2 8 12 12.1 8 12.1 1.8 8 1.8 8z"/><circle cx="8" cy="8" r="1.8"/>',
    "link": '<path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.9.9"/><path d="M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.9-.9"/>',
    "timer": '<circle cx="8" cy="9" r="4.9"/><path d="M8 6.4V9l1.6 1M6.4 2h3.2"/>',
    "print": '<path d="M4.5 6V2.5h7V6M4.5 11.5H3a.7.7 0 0 1-.7-.7V6.9c0-.5.3-.9.8-.9h9.8c.5 0 .8.4.8.9v3.9c0 .4-.3.7-.7.7h-1.5"/><path d="M4.5 9.5h7v4h-7z"/>',
    "key": '<circle cx="5.2" cy="10.8" r="2.7"/><path d="m7.2 8.8 5.6-5.6M10.6 5.4l1.9 1.9"/>',
    "edit": '<path d="m10.6 2.9 2.5 2.5-7.6 7.6-3 .5.5-3z"/>',
    "swap": '<path d="M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13"/>',
    "grip": '<path d="M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01" stroke-width="2"/>',
    "menu": '<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>',
    "diff": '<path d="M3 4.5h4M5 2.5v4M3 12h4M9.5 4.5h3.5M9.5 12h3.5M8 2v12" />',
}
# A pie that fills up along the main path, and marks for the ways off it.
GLYPHS = {
    "draft": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.4 2.3"/>',
    "submitted": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 8V4.2A3.8 3.8 0 0 1 11.8 8z" fill="currentColor"/>',
    "confirmed": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 4.2a3.8 3.8 0 0 1 0 7.6z" fill="currentColor"/>',
    "reviewed": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 8V4.2A3.8 3.8 0 1 1 4.2 8z" fill="currentColor"/>',
    "awarded": '<circle cx="8" cy="8" r="6.8" fill="currentColor"/><path d="m5 8.3 2.1 2.1L11 6.2" fill="none" stroke="var(--surface)" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/>',
    "declined": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="m5.8 5.8 4.4 4.4M10.2 5.8l-4.4 4.4" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
    "withdrawn": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M5.2 8h5.6" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>',
    "lapsed": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M8 4.9V8l2.1 1.5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>',
    "invalid": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="m4 12 8-8" stroke="currentColor" stroke-width="1.6"/>',
}


def icon(name: str, *classes: str) -> Markup:
    """An icon that only accompanies words, and is not read out."""
    drawn = Markup(STROKES[name])  # noqa: S704  # our own strokes
    return Markup('<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(
        " ".join(("icon", *classes)), drawn
    )


def glyph(look: str) -> Markup:
    """The glyph of a look, not read out either: its word stands beside it."""
    drawn = Markup(GLYPHS[look])  # noqa: S704  # our own strokes
    return Markup('<svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(drawn)
