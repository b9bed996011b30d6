#!/usr/bin/env python3
"""How well the texts tell the answer of a yes-or-no column of later complaints: `tousu report --outcome` beside scikit-learn on the same split.

usage: outcome.py FILE.csv --type COL --text COL --time COL --outcome COL --yes VALUE[,VALUE] [--day-first]
needs: a release build (or TOUSU); pandas, scikit-learn; jieba for Chinese texts

The peer: TF-IDF of words and pairs of words, logistic regression with the cost that four folds of the earlier rows prefer by log-loss,
Platt scaling over the same folds. Both learn from complaints before the day that the report names, each distinct text once, and are judged by those after.
"""
import argparse, json, os, pathlib, re, subprocess, tempfile

import numpy as np
import pandas as pd
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOUSU = os.environ.get("TOUSU", ROOT / "target/release/tousu")


def tokens(text):
    if re.search("[\u4e00-\u9fff]", text):
        import jieba

        return [w for w in jieba.cut(text) if w.strip()]
    return re.findall(r"\w\w+", text.lower())


def ours(a):
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/r.json"
        args = [TOUSU, "report", a.file, "--type", a.type, "--text", a.text, "--time", a.time, "--by", "", "--outcome", a.outcome]
        args += ["--outcome-yes", a.yes, "-o", out, "-q"]
        subprocess.run([*map(str, args)], check=True)
        with open(out, encoding="utf-8") as f:
            return json.load(f)["outcome_risk"]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("file")
    for name in ["type", "text", "time", "outcome", "yes"]:
        p.add_argument(f"--{name}", required=True)
    p.add_argument("--day-first", action="store_true")
    a = p.parse_args()
    risk = ours(a)
    score = risk["score"]
    rows = pd.read_csv(a.file, dtype=str, keep_default_na=False)
    rows = rows[(rows[a.outcome].str.strip() != "") & (rows[a.text].str.strip() != "")]
    rows["day"] = pd.to_datetime(rows[a.time], errors="coerce", format="mixed", dayfirst=a.day_first)
    rows = rows.dropna(subset=["day"]).sort_values("day", kind="stable").drop_duplicates(a.text)
    yes = rows[a.outcome].str.strip().isin(a.yes.split(",")).to_numpy()
    later = (rows.day >= pd.Timestamp(score["from"])).to_numpy()
    x = rows[a.text].to_numpy()
    peer = make_pipeline(
        TfidfVectorizer(tokenizer=tokens, token_pattern=None, ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(max_iter=2000),
    )
    search = GridSearchCV(peer, {"logisticregression__C": [0.1, 0.3, 1, 3, 10, 30, 100]}, scoring="neg_log_loss", cv=4)
    search.fit(x[~later], yes[~later])
    calibrated = CalibratedClassifierCV(search.best_estimator_, method="sigmoid", cv=4).fit(x[~later], yes[~later])
    of_peer = calibrated.predict_proba(x[later])[:, 1]
    print(f"learnt from {score['learnt']} (peer {int((~later).sum())}), judged by {score['judged']['known']} (peer {int(later.sum())}), from {score['from']}")
    print(f"tousu  AUC {score['auc']:.3f} {np.round(score['auc_interval'], 3)}  Brier {score['brier']:.4f}  base rate {score['brier_of_base_rate']:.4f}")
    print(f"peer   AUC {roc_auc_score(yes[later], of_peer):.3f}                  Brier {brier_score_loss(yes[later], of_peer):.4f}  C {search.best_params_}")


main()
