//! `tousu.toml`: the settings of a project, which are the flags of its commands.

use super::files::make_folder;
use crate::export::AtomicFile;
use crate::types::Lang;
use crate::{Error, Result};
use std::fmt::Write as _;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// The file of settings, in the project's folder.
pub const SETTINGS: &str = "tousu.toml";
/// Where exports lie, unless the settings say otherwise.
pub const EXPORTS: &str = "exports";

/// What a run needs to know of the settings; the rest goes to the commands as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The model that gives the types; absent where the exports have labels.
    pub model: Option<String>,
    /// The list of measures.
    pub actions: Option<String>,
    /// The report names the column of types.
    pub has_type: bool,
    /// Further files that the report reads, by flag.
    pub beside: Vec<(&'static str, String)>,
    /// All that the file holds.
    table: toml::Table,
}

/// Flags of the report that name files which are read and not changed.
const BESIDE: [&str; 6] = ["known", "target", "volume", "calendar", "names", BRIDGE];
const BRIDGE: &str = "bridge";

impl Settings {
    /// Of the folder at hand.
    ///
    /// # Errors
    /// Where there is no file of settings, or it is not TOML.
    pub fn read() -> Result<Self> {
        Self::read_from(SETTINGS)
    }

    /// Of a run, which keeps the settings as they were.
    ///
    /// # Errors
    /// As [`Settings::read`].
    pub fn read_from(file: &str) -> Result<Self> {
        let missing = |e| match Path::new(file).exists() {
            true => Error::io(file, "read", e),
            false => Error::usage(
                format!("there is no {SETTINGS} in this folder"),
                "Make one with `tousu init`, or go to the folder that has it.",
            ),
        };
        let text = std::fs::read_to_string(file).map_err(missing)?;
        let table: toml::Table = toml::from_str(&text).map_err(|e| {
            let next = "Write one flag a line, such as: text = \"投诉内容\"";
            Error::invalid(file, format!("invalid TOML: {e}"), next)
        })?;
        let value =
            |command: &str, key: &str| find(&table, command, key)?.as_str().map(str::to_owned);
        Ok(Self {
            model: value("classify", "model"),
            actions: value("report", "actions"),
            has_type: value("report", "type").is_some(),
            beside: BESIDE
                .into_iter()
                .filter_map(|flag| Some((flag, value("report", flag)?)))
                .collect(),
            table,
        })
    }

    /// The values of a flag of a command; absent where the file does not name it.
    #[must_use]
    pub fn values(&self, command: &str, flag: &str) -> Option<Vec<String>> {
        let value = find(&self.table, command, flag)?;
        let values = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        let values = values.iter().filter_map(toml::Value::as_str);
        Some(values.map(str::to_owned).collect())
    }

    /// The one value of a flag of a command, where the file names it.
    #[must_use]
    pub fn value(&self, command: &str, flag: &str) -> Option<String> {
        self.values(command, flag)?.into_iter().next()
    }

    /// The table of old and new types.
    #[must_use]
    pub fn bridge(&self) -> Option<&str> {
        let mut beside = self.beside.iter();
        let found = beside.find(|(flag, _)| *flag == BRIDGE);
        found.map(|(_, file)| file.as_str())
    }
}

/// What stands for a flag in the table of its command, else at the top.
fn find<'a>(table: &'a toml::Table, command: &str, flag: &str) -> Option<&'a toml::Value> {
    let of_command = table.get(command).and_then(|t| t.get(flag));
    of_command.or_else(|| table.get(flag))
}

/// What `init` was told, by flag.
pub type Told<'a> = [(&'a str, &'a str, Vec<String>)];

/// Checks that a project can begin in this folder.
///
/// # Errors
/// Where there is a file of settings already.
pub fn check_new(folder: &str) -> Result<()> {
    let path = Path::new(folder).join(SETTINGS);
    if !path.exists() {
        return Ok(());
    }
    let next = "Change it in an editor, or begin in another folder.";
    Err(Error::invalid(
        path.display().to_string(),
        "it is there already",
        next,
    ))
}

/// Begins a project: its file of settings, and a folder for exports.
///
/// # Errors
/// Where there is a file of settings already, or a file or folder cannot be made.
pub fn start(folder: &str, told: &Told<'_>, lang: Lang) -> Result<()> {
    check_new(folder)?;
    let folder = Path::new(folder);
    let path = folder.join(SETTINGS);
    make_folder(folder)?;
    let inputs = told.iter().filter(|t| t.1 == "inputs");
    for input in inputs.flat_map(|t| &t.2) {
        if !input.contains(['*', '?', '.']) {
            make_folder(&folder.join(input))?;
        }
    }
    AtomicFile::replace(&path, template(told, lang).as_bytes())
}

/// The file of settings: what was told, and what may be added, with a comment on each line.
#[must_use]
fn template(told: &Told<'_>, lang: Lang) -> String {
    let quoted = |values: &[String]| {
        let value = |v: &String| match v.as_str() {
            "true" => toml::Value::from(true),
            text => toml::Value::from(text),
        };
        let quoted: Vec<String> = values.iter().map(|v| value(v).to_string()).collect();
        match &quoted[..] {
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        }
    };
    let in_lang = |texts: [&'static str; 2]| texts[usize::from(lang == Lang::Zh)];
    let mut out = String::from(in_lang(HEAD));
    for (table, lines) in LINES {
        if !table.is_empty() {
            // writing to a string cannot fail
            let _ = write!(out, "\n[{table}]\n");
        }
        for [key, example, en, zh] in *lines {
            let told = told.iter().find(|t| t.0 == *table && t.1 == *key);
            let line = match told {
                Some((_, _, values)) => format!("{key} = {}", quoted(values)),
                None => format!("# {key} = {example}"),
            };
            let blank = " ".repeat(COMMENTS_AT.saturating_sub(line.width()));
            let _ = writeln!(out, "{line}{blank} # {}", in_lang([en, zh]));
        }
    }
    out
}

/// Where comments begin; a Chinese character is two columns wide.
const COMMENTS_AT: usize = 44;
const HEAD: [&str; 2] = [
    "# Settings of this project: flags of the commands, without their dashes. A line that starts with # is not in force.
# `tousu month` takes them from here; other commands do with `--config tousu.toml`.

",
    "# 本项目的设置：即各命令的参数，去掉前面的短横。以 # 开头的行不生效。
# `tousu month` 自动读取；其他命令加 `--config tousu.toml` 读取。

",
];

/// Key, example, comment in English and in Chinese, by table.
type Lines = &'static [[&'static str; 4]];
const LINES: &[(&str, Lines)] = &[
    (
        "",
        &[
            [
                "lang",
                "\"zh\"",
                "language of reports: zh or en",
                "报告语言：zh 或 en",
            ],
            [
                "text",
                "\"投诉内容\"",
                "column of the text; columns.toml says how all columns are read",
                "投诉内容所在的列；各列的读法见 columns.toml",
            ],
        ],
    ),
    (
        "month",
        &[
            [
                "inputs",
                "[\"exports\"]",
                "where exports lie: folders, files or patterns",
                "导出文件的位置：文件夹、文件或通配符",
            ],
            [
                "formats",
                "[\"html\", \"xlsx\", \"docx\"]",
                "what is written each month, besides json",
                "每月输出的格式（json 总会输出）",
            ],
        ],
    ),
    (
        "classify",
        &[
            [
                "model",
                "\"my.tousu\"",
                "model that gives the types; none where exports have labels",
                "用于分类的模型；导出表已有类型时不用",
            ],
            [
                "target-precision",
                "0.95",
                "rows less sure than that are for review",
                "把握低于此值的转人工复核",
            ],
        ],
    ),
    (
        "report",
        &[
            [
                "type",
                "\"投诉类型\"",
                "column of types, where exports have labels",
                "类型所在的列（导出表已有类型时）",
            ],
            [
                "by",
                "[\"区域\", \"渠道\"]",
                "columns to break complaints down by",
                "分组统计的列",
            ],
            [
                "template",
                "\"12345-monthly\"",
                "sections: standard or 12345-monthly",
                "报告版式：standard 或 12345-monthly",
            ],
            [
                "actions",
                "\"actions.xlsx\"",
                "list of measures, kept from month to month",
                "整改清单，逐月沿用",
            ],
            [
                "watch",
                "\"2/month\"",
                "warnings: how many false ones are accepted; none for no warnings",
                "预警：可接受的误报数；none 为不预警",
            ],
            [
                "events",
                "true",
                "complaints about the same thing at the same place: true or false",
                "是否归并同一地点、同一问题的投诉：true 或 false",
            ],
            [
                "place",
                "\"小区\"",
                "column of places that keeps events apart",
                "地点所在的列，地点不同的不并为同一事件",
            ],
            [
                "names",
                "\"names.txt\"",
                "names of places, companies, products that events are found by",
                "地名、单位、产品名单，用于归并事件",
            ],
            [
                "outcome",
                "\"是否升级\"",
                "column of yes and no: how often, where and in which words it is yes",
                "是/否列：统计“是”的占比、分布和用词",
            ],
            [
                "outcome-yes",
                "[\"已退款\"]",
                "its cells that count as yes, where they do not say so by themselves",
                "该列中算作“是”的取值（自身看不出时填写）",
            ],
            [
                "known",
                "\"known.toml\"",
                "what is known and accepted until a day",
                "已知并在某日前接受的情况",
            ],
            [
                "target",
                "\"goals.csv\"",
                "goals for the share of types",
                "各类型占比的目标",
            ],
            [
                "volume",
                "\"orders.csv\"",
                "orders or users by month, for rates",
                "各月订单量或用户数，用于计算投诉率",
            ],
            [
                "calendar",
                "\"cn\"",
                "holidays: cn, none or a file",
                "节假日：cn、none 或文件",
            ],
            [
                "bridge",
                "\"bridge.csv\"",
                "old types and the types to count them under",
                "旧类型与新类型的对照表",
            ],
            [
                "prepared-by",
                "\"\"",
                "who prepared the report",
                "报告编制人",
            ],
        ],
    ),
];
