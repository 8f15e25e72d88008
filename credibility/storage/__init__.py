"""What is kept between sessions: analysed articles and the editor's decisions."""

from credibility.storage.history import HistoryEntry
from credibility.storage.store import Store

__all__ = ["HistoryEntry", "Store"]
