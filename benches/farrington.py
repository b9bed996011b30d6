#!/usr/bin/env python3
"""farrington.py [RUNS] [ALPHA]: how often Farrington Flexible (Noufaily et al. 2013, the model of R's surveillance::farringtonFlexible)
marks a planted month, on counts drawn as `cargo bench --bench figures -- detection` draws them. Needs numpy and scipy.

Quasi-Poisson regression with a trend where it is significant, reweighted by Anscombe residuals above 2.58, and the negative binomial
plug-in threshold. Reference months are all others (for the newest month, all before it): 24 months have no second year for a season.
"""
import sys

import numpy as np
from scipy import stats

RNG = np.random.default_rng(1)
MONTHS, DAYS = 24, 30


def regression(y, x, weights):
    """Coefficients, fitted means, dispersion and covariance of a weighted quasi-Poisson regression."""
    b = np.zeros(x.shape[1])
    b[0] = np.log(np.average(y, weights=weights))
    for _ in range(30):
        mu = np.exp(x @ b)
        w = weights * mu
        step = np.linalg.solve(x.T @ (x * w[:, None]), x.T @ (w * (x @ b + (y - mu) / mu)))
        done = np.max(abs(step - b)) < 1e-8
        b = step
        if done:
            break
    mu = np.exp(x @ b)
    dispersion = max((weights * (y - mu) ** 2 / mu).sum() / (len(y) - x.shape[1]), 1)
    return b, mu, dispersion, np.linalg.inv(x.T @ (x * (weights * mu)[:, None])) * dispersion


def with_trend_if_significant(y, t, weights):
    x = np.c_[np.ones_like(t), t]
    fit = regression(y, x, weights)
    b, covariance = fit[0], fit[3]
    if 2 * stats.t.sf(abs(b[1]) / np.sqrt(covariance[1, 1]), len(y) - 2) > 0.05:
        x = x[:, :1]
        fit = regression(y, x, weights)
    return x, *fit


def threshold(y, at, alpha):
    t = np.arange(len(y), dtype=float)
    reference = t < at if at == len(y) - 1 else t != at
    y, t = y[reference], t[reference] - at
    x, _, mu, dispersion, covariance = with_trend_if_significant(y, t, np.ones(len(y)))
    leverage = np.clip(np.diag(x @ covariance @ x.T) * mu / dispersion, 0, 0.99)
    residual = 1.5 * (y ** (2 / 3) - mu ** (2 / 3)) / (mu ** (1 / 6) * np.sqrt(dispersion * (1 - leverage)))
    weights = np.where(residual > 2.58, np.maximum(residual, 2.58) ** -2.0, 1.0)
    _, b, _, dispersion, _ = with_trend_if_significant(y, t, weights * len(y) / weights.sum())
    mean = np.exp(b[0])
    if dispersion <= 1:
        return stats.poisson.ppf(1 - alpha, mean)
    return stats.nbinom.ppf(1 - alpha, mean / (dispersion - 1), 1 / dispersion)


def months(n, mean, size):
    """Sums of daily counts: Poisson, or negative binomial of this size."""
    if size is None:
        return RNG.poisson(mean, n).astype(float)
    rates = RNG.gamma(size, mean / DAYS / size, (n, DAYS))
    return RNG.poisson(rates).sum(1).astype(float)


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    alpha = float(sys.argv[2]) if len(sys.argv) > 2 else 1e-4
    print("| history | a month | planted | ×1 | ×1.3 | ×1.5 | ×2 |\n|---|---|---|---|---|---|---|")
    for name, size in (("Poisson", None), ("size 5", 5)):
        for mean in (168, 671):
            for place, at in (("middle", 12), ("newest", MONTHS - 1)):
                found = []
                for factor in (1, 1.3, 1.5, 2):
                    marked = 0
                    for _ in range(runs):
                        y = months(MONTHS, mean, size)
                        y[at] = months(1, mean * factor, size)[0]
                        marked += y[at] > threshold(y, at, alpha)
                    found.append(f"{marked / runs:.3f}")
                print(f"| {name} | {mean} | {place} | {' | '.join(found)} |", flush=True)


main()
