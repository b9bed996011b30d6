//! What `init` writes: the settings that were told, and those that may be added, with a comment on each line.

use crate::types::Lang;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// What `init` was told, by flag.
pub type Told<'a> = [(&'a str, &'a str, Vec<String>)];

/// The file of settings: what was told, and what may be added, with a comment on each line.
#[must_use]
pub(super) fn template(told: &Told<'_>, lang: Lang) -> String {
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
                None => format!("# {key} = {}", in_lang([english(example), example])),
            };
            let blank = " ".repeat(COMMENTS_AT.saturating_sub(line.width()));
            let _ = writeln!(out, "{line}{blank} # {}", in_lang([en, zh]));
        }
    }
    out
}

/// An example, in English.
fn english(example: &'static str) -> &'static str {
    match example {
        "\"zh\"" => "\"en\"",
        "\"投诉内容\"" => "\"complaint\"",
        "\"投诉类型\"" => "\"type\"",
        "[\"区域\", \"渠道\"]" => "[\"region\", \"channel\"]",
        "\"小区\"" => "\"site\"",
        "\"是否升级\"" => "\"escalated\"",
        "[\"已退款\"]" => "[\"refunded\"]",
        same => same,
    }
}

/// Where comments begin; a Chinese character is two columns wide.
const COMMENTS_AT: usize = 44;
const HEAD: [&str; 2] = [
    "# Settings of this project: flags of the commands, without their dashes. Lines that start with # are comments.
# `tousu month` takes them from here; other commands do with `--config tousu.toml`.

",
    "# 本项目的设置：即各命令的参数，去掉前面的短横。以 # 开头的行是注释，不生效。
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
                "share of the rows not sent to review that must be right",
                "不转复核的行中，判对的比例不低于此值",
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
