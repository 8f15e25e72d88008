"""What is kept between sessions: analysed articles and the editor's decisions."""

from credibility.storage.history import HistoryEntry
from credibility.storage.store import Store, default_url

__all__ = ["HistoryEntry", "Store", "default_url"]
