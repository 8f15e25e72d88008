"""Many articles at once: resumable, one row per claim, and an overview of the set."""

from credibility.batch.run import Failure, Result, run

__all__ = ["Failure", "Result", "run"]
