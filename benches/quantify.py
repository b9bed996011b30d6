#!/usr/bin/env python3
"""Corrected shares beside QuaPy's on the same posteriors, under shift and without.

usage: quantify.py FOLDER ...     FOLDER as `cargo bench --bench figures -- quantify` wrote it
needs: numpy, quapy (PyPI); without quapy only tousu's own errors are printed, and that is said

Mean absolute error over the types of each sample, then over the samples (1,000 of 500 rows a protocol), with its standard error. QuaPy
gets the held-out posteriors as its validation rows: ACC and PACC with their defaults (inversion, minimize), EMQ as it stands. The
methods named -vs work on posteriors calibrated by vector scaling: tousu's own, and that of the package `abstention`, which QuaPy uses.
"""
import csv, sys

import numpy as np

try:
    from abstention.calibration import VectorScaling
    from quapy.method.aggregative import ACC, EMQ, PACC
except ImportError:
    ACC = None
    print("quapy is not installed: QuaPy's columns are skipped (pip install quapy)")


def table(path):
    rows = np.loadtxt(path, delimiter=",")
    return rows[:, 0].astype(int), rows[:, 1:]


def quapy_of(truth, held, test):
    """Method -> function of the rows of a sample."""
    if ACC is None:
        return {}
    types = np.arange(held.shape[1])
    prior = np.bincount(truth, minlength=len(types)) / len(truth)
    hard = ACC.getPteCondEstim(types, truth, held.argmax(1))
    soft = PACC.getPteCondEstim(types, truth, held)
    solve = lambda m, q: ACC.solve_adjustment(m, q, method="inversion", solver="minimize")
    counted = lambda rows: np.bincount(test[rows].argmax(1), minlength=len(types)) / len(rows)
    held, test = np.maximum(held, 1e-5), np.maximum(test, 1e-5)  # the least that a bundle keeps
    scale = VectorScaling(verbose=False)(held, np.eye(len(types))[truth], posterior_supplied=True)
    held_vs, test_vs = scale(held), scale(test)
    soft_vs = PACC.getPteCondEstim(types, truth, held_vs)
    return {
        "raw": counted,
        "pacc-vs": lambda rows: solve(soft_vs, test_vs[rows].mean(0)),
        "emq-vs": lambda rows: EMQ.EM(prior, test_vs[rows])[0],
        "pcc-vs": lambda rows: test_vs[rows].mean(0),
        "acc": lambda rows: solve(hard, counted(rows)),
        "pacc": lambda rows: solve(soft, test[rows].mean(0)),
        "emq": lambda rows: EMQ.EM(prior, test[rows])[0],
        "pcc": lambda rows: test[rows].mean(0),
    }


def main(folder):
    (truth, held), (real, test) = table(f"{folder}/heldout.csv"), table(f"{folder}/test.csv")
    theirs, errors, rows = quapy_of(truth, held, test), {}, None
    with open(f"{folder}/estimates.csv", encoding="utf-8") as file:
        csv.field_size_limit(1 << 30)
        for line in csv.DictReader(file):
            if line["rows"]:
                rows = np.array(line["rows"].split(), int)
                share = np.bincount(real[rows], minlength=held.shape[1]) / len(rows)
                for method, quantify in theirs.items():
                    errors.setdefault((line["protocol"], method, "QuaPy"), []).append(np.abs(quantify(rows) - share).mean())
            found = np.array(line["estimate"].split(), float)
            errors.setdefault((line["protocol"], line["method"], "tousu"), []).append(np.abs(found - share).mean())
    print(f"\n{folder}: {held.shape[1]} types, {len(truth):,} held-out rows, {len(real):,} test rows")
    print(f"{'protocol':9} {'method':7} {'tousu':>8} {'s.e.':>7} {'QuaPy':>8} {'ratio':>6} {'of raw':>7} {'samples':>8}")
    for (protocol, method, who), found in errors.items():
        if who != "tousu":
            continue
        raw = np.array(errors[protocol, "raw", "tousu"][: len(found)])
        mean, se = np.mean(found), np.std(found) / len(found) ** 0.5
        peer = errors.get((protocol, method, "QuaPy"))
        beside = f"{np.mean(peer):8.4f} {mean / np.mean(peer):6.3f}" if peer else f"{'':8} {'':6}"
        print(f"{protocol:9} {method:7} {mean:8.4f} {se:7.5f} {beside} {mean / raw.mean():7.2f} {len(found):8,}")


for folder in sys.argv[1:]:
    main(folder)
