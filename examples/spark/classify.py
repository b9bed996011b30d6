"""Gives every complaint of a Parquet table its type, on every executor.

    spark-submit classify.py export.parquet typed.parquet --model my.tousu --columns columns.toml

`tousu classify` runs once a partition as a filter: Arrow batches in, the same batches with five columns more out. The
binary, the model and the description of the columns (`tousu inspect export.parquet --write columns.toml`) must lie at the
same path on every node (`--files` and `--archives` of spark-submit can put them there).
"""

import argparse
import subprocess
import threading

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.types import FloatType, StringType, StructType

ADDED = [
    ("predicted", StringType()),
    ("confidence", FloatType()),
    ("runner_up", StringType()),
    ("runner_up_confidence", FloatType()),
    ("decision", StringType()),
]


def through(command, batches):
    """The batches that `command` makes of `batches`; both are Arrow streams, neither is ever held whole."""
    first = next(batches, None)
    if first is None:
        return
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    broken = []

    def feed():
        try:
            with pa.ipc.new_stream(process.stdin, first.schema) as stream:
                stream.write_batch(first)
                for batch in batches:
                    stream.write_batch(batch)
            process.stdin.close()
        except Exception as error:  # told below, in the thread that Spark watches
            broken.append(error)
            process.kill()

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        yield from pa.ipc.open_stream(process.stdout)
    finally:
        process.stdout.close()
        feeder.join()
        code = process.wait()
    # tousu says why on stderr, which is the executor's log
    if code != 0 or broken:
        raise RuntimeError(f"{' '.join(command)}: exit code {code} {broken}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("input")
    arguments.add_argument("output")
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--text")
    arguments.add_argument("--columns")
    arguments.add_argument("--tousu", default="tousu")
    asked = arguments.parse_args()
    if not (asked.text or asked.columns):
        # a partition must not guess for itself
        arguments.error("name the text column with --text, or describe all columns with --columns")

    # one thread a task: Spark runs a task on every core
    command = [
        asked.tousu, "classify", "-", "--input-format", "arrow", "-o", "-", "--format", "arrow",
        "--model", asked.model, "--threads", "1", "--quiet",
    ]  # fmt: skip
    if asked.text:
        command += ["--text", asked.text]
    if asked.columns:
        command += ["--columns", asked.columns]
    spark = SparkSession.builder.appName("tousu classify").getOrCreate()
    table = spark.read.parquet(asked.input)
    schema = StructType(list(table.schema.fields))
    for name, kind in ADDED:
        schema = schema.add(name, kind)
    typed = table.mapInArrow(lambda batches: through(command, batches), schema)
    typed.write.mode("overwrite").parquet(asked.output)
    spark.stop()


if __name__ == "__main__":
    main()
