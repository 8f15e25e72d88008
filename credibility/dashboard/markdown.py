"""Article text inside Markdown, inert."""

import re

# Everything that Streamlit's Markdown gives a meaning: marks, links, colours, icons, maths.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&@^=])")


def plain(text: str) -> str:
    """Return Markdown that shows ``text`` as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
