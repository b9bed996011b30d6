//! `tousu demo`: writes the built-in data into a folder and runs the commands a user would type, one after another.

use super::{Cli, Context, Outcome, dispatch};
use crate::Error;
use crate::types::shell::command;
use anyhow::Result;
use clap::Parser;
use std::path::{Path, PathBuf};

/// The demonstration data, as files of the demo's folder.
const FILES: [(&str, &[u8]); 4] = [
    (
        "complaints.csv",
        include_bytes!("../../corpora/complaints.csv"),
    ),
    ("export.csv", include_bytes!("../../corpora/export.csv")),
    (
        "stopwords.txt",
        include_bytes!("../../corpora/stopwords.txt"),
    ),
    (
        "aftersales.dict.txt",
        include_bytes!("../../corpora/aftersales.dict.txt"),
    ),
];

/// The commands, in order; `{}` stands for the folder.
const STEPS: [(&str, &str); 6] = [
    (
        "train a model on two years of labelled complaints",
        "train {}/complaints.csv --label 投诉类型 -o {}/model.tousu",
    ),
    (
        "classify the export of the next quarter",
        "classify {}/export.csv --model {}/model.tousu -o {}/classified.csv",
    ),
    (
        "build a search index",
        "index {}/classified.csv --index {}/index --id 工单号",
    ),
    (
        "search it",
        "search \"发票\" OR \"开票\" --index {}/index --limit 3 --facet predicted",
    ),
    (
        "report shares, trends and causes over the two years",
        "report {}/complaints.csv --type 投诉类型 --by 产品,渠道,区域,门店 --time 投诉时间 --period month -o {}/report.html -o {}/report.xlsx",
    ),
    (
        "explain the type of one text",
        "explain 送货员把箱子摔在门口就走了，打电话还骂人 --model {}/model.tousu",
    ),
];

/// Arguments of `tousu demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder to write to; created if missing.
    #[arg(long, default_value = "tousu-demo", value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    write_corpus(&args.out)?;
    for (why, line) in STEPS {
        let words = words(line, &args.out);
        context
            .messages
            .say(format!("\n# {why}\n$ tousu {}", command(&words)));
        let cli =
            Cli::try_parse_from(std::iter::once("tousu").chain(words.iter().map(String::as_str)))?;
        dispatch(cli.command, context)?;
        context.out.flush()?;
    }
    let dir = args.out.display();
    let index = args.out.join("index").display().to_string();
    let search = command(["tousu", "search", "冒烟 OR 起火", "--index", &index]);
    context.messages.say(format!(
        "\nDone. The results are in {dir}/:\n  \
         report      {dir}/report.html (open it in a browser), {dir}/report.xlsx\n  \
         types       {dir}/classified.csv\n  \
         model       {dir}/model.tousu\n  \
         index       {dir}/index\n\
         Next:\n  {search}\n  \
         tousu train YOUR.xlsx --label COLUMN -o my.tousu"
    ));
    Ok(Outcome::Done)
}

fn write_corpus(dir: &Path) -> crate::Result<()> {
    std::fs::create_dir_all(dir).map_err(|e| Error::io(dir, "create", e))?;
    for (name, bytes) in FILES {
        let path = dir.join(name);
        std::fs::write(&path, bytes).map_err(|e| Error::io(&path, "write", e))?;
    }
    Ok(())
}

/// The words of a step: a blank ends a word, except in a query.
fn words(line: &str, dir: &Path) -> Vec<String> {
    let dir = dir.display().to_string();
    let mut words: Vec<String> = line.split(' ').map(|w| w.replace("{}", &dir)).collect();
    if let Some(end) = words
        .iter()
        .position(|w| w == "--index")
        .filter(|_| words[0] == "search")
    {
        let query = words[1..end].join(" ");
        words.splice(1..end, [query]);
    }
    words
}
