"""Stage 1: bring the public sets to one form, and say which articles train what."""

import random
from pathlib import Path

from credibility.training.data import write_articles
from credibility.training.newsclaims import origins, read_newsclaims
from credibility.training.polnear import read_polnear
from credibility.training.settings import read_settings

_POLNEAR_PREFIX = "PolNeAR train: "


def run(settings_path: Path) -> None:
    """Write ``newsclaims-{train,calibration,dev}`` and ``polnear-{train,dev}`` as JSON lines.

    Articles of newsclaims' dev part are left out of PolNeAR's training part. With
    ``licence_clean`` PolNeAR and the newsclaims articles whose text is a publisher's
    are left out of training.
    """
    settings = read_settings(settings_path)
    newsclaims = settings.data / "newsclaims"
    train = read_newsclaims(newsclaims, "train")
    if settings.licence_clean:
        train = [item for item in train if not item.id.startswith(("basil-", "polnear-"))]
    random.Random(settings.seed).shuffle(train)  # noqa: S311 - a split, not a secret
    kept_back = settings.calibration_articles
    write_articles(settings.prepared / "newsclaims-calibration.jsonl", train[:kept_back])
    write_articles(settings.prepared / "newsclaims-train.jsonl", train[kept_back:])
    write_articles(settings.prepared / "newsclaims-dev.jsonl", read_newsclaims(newsclaims, "dev"))
    held_out = {
        origin.removeprefix(_POLNEAR_PREFIX)
        for origin in origins(newsclaims, "dev")
        if origin.startswith(_POLNEAR_PREFIX)
    }
    polnear = settings.data / "sourcing-polnear"
    for part in ("train", "dev"):
        articles = [] if settings.licence_clean else read_polnear(polnear, part, held_out)
        write_articles(settings.prepared / f"polnear-{part}.jsonl", articles)
