//! `tousu init`

use super::ask::{ask, someone_is_there};
use crate::cli::report::budget;
use crate::cli::{Context, Outcome};
use crate::project::{SETTINGS, Told, check_new, model_from, path_from, start};
use crate::types::Lang;
use anyhow::Result;
use std::io;

/// Where exports lie by default.
const INPUTS: &str = "exports";

/// Arguments of `tousu init`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Folder of the project.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: String,
    /// Where the exports are: folders, files or patterns.
    #[arg(
        long,
        value_name = "PATH,..",
        value_delimiter = ',',
        default_value = INPUTS
    )]
    inputs: Vec<String>,
    /// Model that gives the types; `demo` is the built-in one.
    #[arg(long, value_name = "M.tousu", conflicts_with = "type")]
    model: Option<String>,
    /// Column of types, if the exports have labels.
    #[arg(long, value_name = "COL")]
    r#type: Option<String>,
    /// Columns to break complaints down by. Guessed by default.
    #[arg(long, value_name = "COL,..", value_delimiter = ',')]
    by: Vec<String>,
    /// Sections of the report: `standard` or `12345-monthly`.
    #[arg(long, value_name = "NAME", value_parser = ["standard", "12345-monthly"])]
    template: Option<String>,
    /// False warnings that you accept, over all series together; `none` for no warnings.
    #[arg(long, value_name = "N/TIME", default_value = "2/month")]
    watch: String,
    /// Yes-or-no column to analyse: whether complaints were escalated, reopened, refunded.
    #[arg(long, value_name = "COL")]
    outcome: Option<String>,
    /// Cells of --outcome that count as yes, if that is not evident.
    #[arg(
        long,
        value_name = "VALUE,..",
        value_delimiter = ',',
        requires = "outcome"
    )]
    outcome_yes: Vec<String>,
    /// List of measures to keep from month to month; created by the first month.
    #[arg(long, value_name = "FILE")]
    actions: Option<String>,
}

fn told(args: &Args, lang: Lang) -> Vec<(&'static str, &'static str, Vec<String>)> {
    let lang = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<String>>();
    let all = vec![
        ("", "lang", vec![lang.to_owned()]),
        ("month", "inputs", args.inputs.clone()),
        ("classify", "model", one(&args.model)),
        ("report", "type", one(&args.r#type)),
        ("report", "by", args.by.clone()),
        ("report", "template", one(&args.template)),
        ("report", "actions", one(&args.actions)),
        ("report", "watch", vec![args.watch.clone()]),
        ("report", "events", vec!["true".to_owned()]),
        ("report", "outcome", one(&args.outcome)),
        ("report", "outcome-yes", args.outcome_yes.clone()),
    ];
    all.into_iter().filter(|t| !t.2.is_empty()).collect()
}

impl Args {
    /// Whether flags say nothing of what is asked.
    fn is_silent(&self) -> bool {
        let none = self.model.is_none() && self.r#type.is_none() && self.by.is_empty();
        none && self.inputs == [INPUTS]
    }

    /// The same with paths as the settings name them: from the project's folder.
    fn relative_to_folder(mut self) -> Result<Self> {
        let folder = self.folder.as_str();
        let model = self.model.as_deref().map(|m| model_from(folder, m));
        self.model = model.transpose()?;
        if self.inputs != [INPUTS] {
            self.inputs = self.inputs.iter().map(|i| path_from(folder, i)).collect();
        }
        self.actions = self.actions.as_deref().map(|a| path_from(folder, a));
        Ok(self)
    }

    /// The same with what a person answers.
    fn answered(mut self) -> Result<Self> {
        let answers = ask(&mut io::stdin().lock(), &mut io::stderr())?;
        (self.inputs, self.by) = (answers.inputs, answers.by);
        (self.r#type, self.model) = (answers.kind, answers.model);
        Ok(self)
    }
}

pub(in crate::cli) fn run(args: &Args, context: &mut Context<'_>) -> Result<Outcome> {
    budget(&args.watch)?;
    check_new(&args.folder)?;
    let mut args = args.clone();
    if args.is_silent() && someone_is_there() {
        args = args.answered()?;
    }
    let args = &args.relative_to_folder()?;
    let told = told(args, context.lang);
    let told: &Told<'_> = &told;
    start(&args.folder, told, context.lang)?;
    let place = match args.folder.as_str() {
        "." => SETTINGS.to_owned(),
        folder => format!("{folder}/{SETTINGS}"),
    };
    let next = match args.folder.as_str() {
        "." => String::new(),
        folder => format!("go to {folder}, "),
    };
    context.messages.say(format!(
        "{place}: check the settings. Then {next}put the exports into {}, and each month: tousu month",
        args.inputs.join(", ")
    ));
    Ok(Outcome::Done)
}
