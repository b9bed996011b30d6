"""One report of a typed Parquet table: every executor counts its partitions, this program adds up.

    tousu inspect typed.parquet --write columns.toml
    spark-submit report.py typed.parquet report.html --columns columns.toml

Every partition reads its columns as this one file describes them (it must lie at the same path on every node), or as the
flags name them: `--by 产品,渠道 --time 投诉时间 --text 投诉内容`. `tousu report --partial -` counts a partition; counts merge exactly, in any order. A merged report has shares, dimensions, trends
and words; examples and themes need the texts and are left out, which the report says.
"""

import argparse
import os
import subprocess
import tempfile

import pyarrow as pa
from pyspark.sql import SparkSession


def counted(command, batches):
    """The tally of one partition, as one row."""
    first = next(batches, None)
    if first is None:
        return
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with pa.ipc.new_stream(process.stdin, first.schema) as stream:
        stream.write_batch(first)
        for batch in batches:
            stream.write_batch(batch)
    # counts are said only after the last row, so writing everything first cannot block
    tally, _ = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}")
    yield pa.RecordBatch.from_pydict({"tally": [tally]})


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("input")
    arguments.add_argument("output", nargs="+")
    arguments.add_argument("--type", default="predicted")
    arguments.add_argument("--columns")
    arguments.add_argument("--by")
    arguments.add_argument("--numbers")
    arguments.add_argument("--time")
    arguments.add_argument("--text")
    arguments.add_argument("--tousu", default="tousu")
    asked = arguments.parse_args()

    if not (asked.text or asked.columns):
        arguments.error("name the text column with --text, or describe all columns with --columns")

    # every column is named or described: a partition must not guess for itself
    command = [
        asked.tousu, "report", "-", "--input-format", "arrow", "--partial", "-",
        "--type", asked.type, "--threads", "1", "--quiet",
    ]  # fmt: skip
    named = {"--by": asked.by, "--numbers": asked.numbers, "--time": asked.time, "--text": asked.text}
    for flag, column in named.items():
        if column is not None:
            command += [flag, column]
        elif not asked.columns and flag in ("--by", "--numbers"):
            command += [flag, ""]
    if asked.columns:
        command += ["--columns", asked.columns]
    spark = SparkSession.builder.appName("tousu report").getOrCreate()
    table = spark.read.parquet(asked.input)
    tallies = table.mapInArrow(lambda batches: counted(command, batches), "tally binary").collect()
    spark.stop()

    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for number, row in enumerate(tallies):
            parts.append(os.path.join(folder, f"part-{number:05}.json"))
            with open(parts[-1], "wb") as part:
                part.write(row.tally)
        outputs = [word for output in asked.output for word in ("-o", output)]
        subprocess.run([asked.tousu, "report", "--merge", *parts, *outputs], check=True)


if __name__ == "__main__":
    main()
