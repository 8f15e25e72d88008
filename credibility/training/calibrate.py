"""Stage 3: make the scores' probabilities honest, on articles kept back from training.

Per score a temperature and a bias per level (vector scaling with one shared slope; Guo et
al. 2017) are fitted by maximum likelihood; the bias also undoes the class weights used in
training.
"""

import logging
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from credibility.analysis.analyzer import Analyzer
from credibility.analysis.decode import normalised_entropy
from credibility.levels import SCALES
from credibility.model.files import TOKENIZER, load, save
from credibility.training.data import read_articles
from credibility.training.indomain import run_articles
from credibility.training.settings import read_settings

log = logging.getLogger(__name__)
_NOT_SURE_SHARE = 0.2
# Pulls the biases towards 0, since some levels have a few dozen examples only.
_BIAS_PENALTY = 0.01


def run(settings_path: Path) -> None:
    """Calibrate the model that the last part ended with and write it to ``settings.output``."""
    settings = read_settings(settings_path)
    source = settings.trained(settings.parts[-1])
    model, tokenizer = load(source)
    articles = read_articles(settings.prepared / "newsclaims-calibration.jsonl")
    analyzer = Analyzer.from_pretrained(source)
    results = run_articles(
        analyzer, articles, Tokenizer.from_file(str(source / TOKENIZER)), spans_given=True
    )
    for scale in SCALES:
        pairs = [pair for result in results for pair in result.probabilities[scale.name]]
        levels = torch.tensor([level for level, _ in pairs])
        logits = torch.tensor([values for _, values in pairs], dtype=torch.float64).log()
        temperature, bias = fit(logits, levels)
        model.config.calibration[scale.name] = {"temperature": temperature, "bias": bias}
        scaled = (logits / temperature + torch.tensor(bias)).softmax(-1).numpy()
        entropies = [normalised_entropy(row) for row in scaled]
        threshold = float(np.quantile(entropies, 1 - _NOT_SURE_SHARE))
        model.config.uncertain_above[scale.name] = round(threshold, 4)
        log.info("%s: temperature %.3f, bias %s", scale.name, temperature, bias)
    save(model, tokenizer, settings.output)


def fit(logits: torch.Tensor, levels: torch.Tensor) -> tuple[float, list[float]]:
    """Return the temperature and biases that maximise the likelihood of ``levels``."""
    slope = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(logits.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([slope, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(logits * slope.exp() + bias, levels)
        value = value + _BIAS_PENALTY * bias.pow(2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    centred = (bias - bias.mean()).detach()
    return round(float((-slope).exp().detach()), 4), [round(float(value), 4) for value in centred]
