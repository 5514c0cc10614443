"""The links of a page's summary of faults: each leads to a field of the page."""

import re

_SUMMARY = re.compile(r'<div class="summary" role="alert".*?</div>', re.DOTALL)
_LINK = re.compile(r'<a href="#([^"]+)">(.*?)</a>', re.DOTALL)


def unlink_missing(page: str) -> str:
    """The page, with a fault of which it has no field told in words alone: a link to nowhere helps nobody."""

    def unlink(link: re.Match[str]) -> str:
        return link[0] if f'id="{link[1]}"' in page else link[2]

    return _SUMMARY.sub(lambda summary: _LINK.sub(unlink, summary[0]), page)
