#!/usr/bin/env python3
"""What commands cost as rows grow: seconds, processor time, rows a second, peak memory, and the exponent of growth.

    benches/cost.py TOUSU [--rows 10000,100000,1000000] [--commands train,classify,index,report,numbers,events,watch] [--runs 1]

TOUSU is the release binary. The rows are those of corpora/complaints.csv again and again, one character in twenty replaced by another of the
corpus, with ids of their own and days spread over two years, so that hardly any two are near-duplicates. Training is on `投诉类型`, beyond 200,000
rows with `--sample auto`. Seconds are medians of --runs whole processes, memory is the largest resident set; the exponent compares the
processor time with that of the number of rows before (1: twice the rows, twice the time).
"""
import argparse
import csv
import datetime
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "..", "corpora", "complaints.csv")
TEXT, KIND, ID, TIME = "投诉内容", "投诉类型", "工单号", "投诉时间"


def write(path, n):
    """n rows like those of the corpus."""
    with open(CORPUS, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    draws = random.Random(n)
    letters = [c for row in rows for c in row[TEXT]]
    first = datetime.date(2023, 1, 1)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        for i in range(n):
            row = dict(rows[draws.randrange(len(rows))])
            text = list(row[TEXT])
            for _ in range(max(1, len(text) // 20) if text else 0):
                text[draws.randrange(len(text))] = draws.choice(letters)
            row[TEXT], row[ID] = "".join(text), f"N{i}"
            row[TIME] = (first + datetime.timedelta(days=draws.randrange(730))).isoformat()
            out.writerow(row)


def commands(rows):
    sample = ["--sample", "auto"] if rows > 200_000 else []
    texts = ["rows.csv", "--text", TEXT]
    report = ["report", *texts, "--type", KIND, "--id", ID, "-o", "r.json"]
    return {
        "train": ["train", *texts, "--label", KIND, "-o", "m.tousu", *sample],
        "classify": ["classify", *texts, "--model", "demo", "-o", "typed.csv"],
        "index": ["index", *texts, "--id", ID, "--index", "rows.idx"],
        "report": report,
        "numbers": [*report, "--no-causes"],
        "events": ["events", *texts, "--type", KIND, "-o", "events.csv", "--show", "0"],
        "watch": ["watch", *texts, "--type", KIND, "--time", TIME],
    }


def run(command, folder):
    """Seconds, those of processors, and megabytes of one process."""
    shutil.rmtree(os.path.join(folder, "rows.idx"), ignore_errors=True)
    begin = time.time()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.time() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"{command}\n{said.decode()}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tousu")
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--commands", default="train,classify,index,report,numbers,events,watch")
    parser.add_argument("--runs", type=int, default=1)
    args = parser.parse_args()
    binary, sizes = os.path.abspath(args.tousu), [int(n) for n in args.rows.split(",")]
    wanted, before = args.commands.split(","), {}
    print("| command | rows | seconds | of processors | rows/s | MB | exponent |\n|---|---:|---:|---:|---:|---:|---:|")
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write(os.path.join(folder, "rows.csv"), n)
            for name in wanted:
                command = [binary, *commands(n)[name], "-q"]
                figures = [run(command, folder) for _ in range(args.runs)]
                seconds, processors = (statistics.median(f[i] for f in figures) for i in (0, 1))
                memory = max(f[2] for f in figures)
                last = before.get(name)
                exponent = f"{math.log(processors / last[1]) / math.log(n / last[0]):.2f}" if last else ""
                before[name] = (n, processors)
                rate = f"{n / seconds:,.0f}"
                print(f"| {name} | {n:,} | {seconds:.1f} | {processors:.1f} | {rate} | {memory:.0f} | {exponent} |", flush=True)


if __name__ == "__main__":
    main()
