"""What is kept between sessions: analysed articles and the editor's decisions."""

from credibility.storage.store import HistoryEntry, Store, default_url

__all__ = ["HistoryEntry", "Store", "default_url"]
