"""Stage 1: bring the public sets to one form, and say which articles train what."""

import random
from pathlib import Path

from credibility.errors import InputError
from credibility.training.data import AnnotatedArticle, read_articles, write_articles
from credibility.training.newsclaims import origins, read_newsclaims
from credibility.training.polnear import ID_PREFIX, read_polnear, with_text
from credibility.training.settings import Settings, read_settings

_POLNEAR_PREFIX = "PolNeAR train: "


def run(settings_path: Path) -> None:
    """Write ``newsclaims-{train,calibration,dev}`` and ``polnear-{train,dev}`` as JSON lines.

    Our own annotation joins newsclaims' training part. Articles of newsclaims' calibration
    and dev parts are left out of PolNeAR's training part. With ``licence_clean`` PolNeAR and
    the articles whose text is a publisher's are left out of training.

    Raises:
        InputError: if our own annotation is of an article that is not to be trained on.
    """
    settings = read_settings(settings_path)
    newsclaims, polnear = settings.data / "newsclaims", settings.data / "sourcing-polnear"
    train, dev = (read_newsclaims(newsclaims, split) for split in ("train", "dev"))
    if settings.licence_clean:
        train = [item for item in train if not item.id.startswith(("basil-", "polnear-"))]
    random.Random(settings.split_seed).shuffle(train)  # noqa: S311 - a split, not a secret
    kept_back = train[: settings.calibration_articles]
    held_out = {
        origin.removeprefix(_POLNEAR_PREFIX)
        for origin in origins(newsclaims, kept_back + dev)
        if origin.startswith(_POLNEAR_PREFIX)
    }
    train = train[settings.calibration_articles :] + _annotated(settings, held_out)
    write_articles(settings.prepared / "newsclaims-calibration.jsonl", kept_back)
    write_articles(settings.prepared / "newsclaims-train.jsonl", train)
    write_articles(settings.prepared / "newsclaims-dev.jsonl", dev)
    for part in ("train", "dev"):
        articles = [] if settings.licence_clean else read_polnear(polnear, part, held_out)
        write_articles(settings.prepared / f"polnear-{part}.jsonl", articles)


def _annotated(settings: Settings, held_out: set[str]) -> list[AnnotatedArticle]:
    own = read_articles(settings.annotations / "own-train.jsonl")
    if settings.licence_clean:
        return own
    polnear = read_articles(settings.annotations / "polnear-train.jsonl")
    for article in polnear:
        if article.id.removeprefix(ID_PREFIX).startswith(tuple(held_out)):
            raise InputError(f"{article.id} is held back: its annotation must not be trained on.")
    return own + [with_text(settings.data / "sourcing-polnear", article) for article in polnear]
