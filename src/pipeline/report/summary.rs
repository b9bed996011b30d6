//! The first screen: a title, three to five sentences, and what to know before trusting a number.

use super::ReportParams;
use crate::aggregate::{Change, Figures, Period, ServiceFigure, Tally, years_without_holidays};
use crate::causes::{Finding, FindingKind};
use crate::columns::ReportColumns;
use crate::report::{Report, Template};
use crate::types::Lang;

/// Title, summary and notes.
pub(super) fn fill(report: &mut Report, params: &ReportParams, columns: &ReportColumns) {
    fill_merged(report, params);
    let zh = params.lang == Lang::Zh;
    let mut note = |missing: bool, zh_text: &str, en_text: &str| {
        if missing {
            report
                .notes
                .push(if zh { zh_text } else { en_text }.to_owned());
        }
    };
    note(
        columns.text.is_empty(),
        "没有文本列：不计去重，也没有特征词和例子。",
        "There is no text column: nothing is counted as a copy, and there are no words and no examples.",
    );
    note(
        columns.time.is_none(),
        "没有时间列：没有趋势和环比。",
        "There is no time column: no trends and no comparison of periods.",
    );
    note(
        columns.by.is_empty(),
        "没有可供切分的列（可用 --by 指定）。",
        "There is no column to slice by (name some with --by).",
    );
}

/// The same for a report without rows at hand.
pub(super) fn fill_merged(report: &mut Report, params: &ReportParams) {
    let zh = params.lang == Lang::Zh;
    report.title = params
        .title
        .clone()
        .unwrap_or_else(|| title(&report.figures, report.template, zh));
    report.summary = sentences(&report.figures, &report.findings, zh);
    let mut notes = notes(&report.figures, zh);
    report.notes.append(&mut notes);
}

pub(super) fn no_causes(lang: Lang) -> String {
    match lang {
        Lang::Zh => "按要求未查找原因（--no-causes）。",
        Lang::En => "Causes were not looked for (--no-causes).",
    }
    .to_owned()
}

/// The unknown was too much to be grouped whole.
pub(super) fn drawn(unsure: usize, most: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "没有类型能确定归入的投诉共 {unsure} 件（去重后），从中以固定种子抽取 {most} 件分组。"
        ),
        Lang::En => format!(
            "{unsure} distinct complaints are held firmly by no type; {most} of them, drawn with a fixed seed, were grouped."
        ),
    }
}

pub(super) fn unmasked(lang: Lang) -> String {
    match lang {
        Lang::Zh => "按要求未遮盖个人号码（--no-mask）。",
        Lang::En => "Personal numbers are not masked (--no-mask).",
    }
    .to_owned()
}

/// What a report of added counts holds, and what it leaves out.
pub(super) fn merged(tally: &Tally, lang: Lang) -> String {
    let (copies, words) = (tally.copies.is_some(), tally.words.is_some());
    match lang {
        Lang::Zh => format!(
            "由多份部分计数合并而成：{}；没有服务指标总览、增长与切片的归因、短语和例子{}。",
            if copies {
                "数字以外完全相同的内容跨份去重，近似内容只在每份之内去重"
            } else {
                "未计去重"
            },
            if words {
                "，特征词按每份去重后的投诉计数"
            } else {
                "，也没有特征词"
            }
        ),
        Lang::En => format!(
            "Merged from partial tallies: {}; no service figures beyond means and quantiles, no causes of rises and slices, no phrases and no \
             examples{}.",
            if copies {
                "texts equal but for digits count as copies across parts, near-copies within each"
            } else {
                "nothing is counted as a copy"
            },
            if words {
                "; words are counted over the distinct complaints of each part"
            } else {
                ", nor words"
            }
        ),
    }
}

pub(super) fn merge_with_model(lang: Lang) -> String {
    match lang {
        Lang::Zh => "类型由模型给出；合并时加 --model 可得校正占比。",
        Lang::En => "The types are a model's; merge with --model for corrected shares.",
    }
    .to_owned()
}

/// Goals of types that no complaint has.
pub(super) fn no_such_types(names: &[&str], lang: Lang) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    Some(match lang {
        Lang::Zh => format!("目标文件中的这些类型没有投诉：{}。", names.join("、")),
        Lang::En => format!(
            "No complaint has these types of the goals: {}.",
            names.join(", ")
        ),
    })
}

fn span(figures: &Figures) -> Option<(&Period, &Period)> {
    figures.periods.first().zip(figures.periods.last())
}

fn title(figures: &Figures, template: Template, zh: bool) -> String {
    let name = match (template, zh) {
        (Template::Standard, true) => "投诉占比分析",
        (Template::Standard, false) => "Complaint report",
        (Template::Monthly12345, true) => "12345 热线诉求月报",
        (Template::Monthly12345, false) => "Monthly report of the 12345 hotline",
    };
    match span(figures) {
        None => name.to_owned(),
        Some((first, last)) if first.period == last.period => format!("{name} {}", first.period),
        Some((first, last)) if zh => format!("{name} {} 至 {}", first.period, last.period),
        Some((first, last)) => format!("{name} {} to {}", first.period, last.period),
    }
}

/// `12,345`.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

fn signed(relative: f64) -> String {
    let sign = if relative < 0.0 { "−" } else { "+" };
    format!("{sign}{:.1}%", relative.abs() * 100.0)
}

fn sentences(figures: &Figures, findings: &[Finding], zh: bool) -> Vec<String> {
    let mut all = vec![volume(figures, zh)];
    all.extend(top(figures, zh));
    all.extend(latest(figures, zh));
    for kind in [
        FindingKind::Rise,
        FindingKind::Shift,
        FindingKind::Holiday,
        FindingKind::Cell,
    ] {
        if all.len() < 5
            && let Some(f) = findings.iter().find(|f| f.kind == kind)
        {
            all.push(f.sentence.clone());
        }
    }
    if all.len() < 5 {
        all.extend(service(figures, zh));
    }
    all
}

/// The first time and the first share that say how complaints were dealt with.
fn service(figures: &Figures, zh: bool) -> Option<String> {
    let s = figures.service.as_ref()?;
    let time = s.measures.iter().find_map(|m| {
        let is_time = m.figure != ServiceFigure::Satisfaction;
        let n = figures.numbers.get(&m.column).filter(|_| is_time)?;
        let (median, p90, count) = (n.median?, n.p90?, grouped(n.count));
        Some(if zh {
            format!(
                "“{}”中位数 {median:.1}，90 分位 {p90:.1}（{count} 件）",
                m.column
            )
        } else {
            format!(
                "“{}”: median {median:.1}, 90th percentile {p90:.1} ({count})",
                m.column
            )
        })
    });
    let share = s.repeats.as_ref().map(|r| &r.all).and_then(|r| {
        let (share, low, high) = (percent(r.share?), r.low? * 100.0, r.high? * 100.0);
        let count = grouped(r.count);
        Some(if zh {
            format!("重复投诉率 {share}（{count} 件，95% 区间 {low:.1}–{high:.1}%）")
        } else {
            format!("repeat complaints {share} ({count}; 95% interval {low:.1}–{high:.1}%)")
        })
    });
    let parts: Vec<String> = time.into_iter().chain(share).collect();
    let (join, end) = if zh { ("；", "。") } else { ("; ", ".") };
    (!parts.is_empty()).then(|| format!("{}{end}", parts.join(join)))
}

fn volume(figures: &Figures, zh: bool) -> String {
    let (total, distinct) = (grouped(figures.total), grouped(figures.distinct));
    let days: u64 = figures.periods.iter().map(|p| u64::from(p.days)).sum();
    let dated: u64 = figures.periods.iter().map(|p| p.count).sum();
    let when = span(figures).filter(|_| days > 0).map(|(first, last)| {
        let mean = dated as f64 / days as f64;
        if zh {
            format!("，{} 至 {}，日均 {mean:.1} 件", first.start, last.end)
        } else {
            format!(", {} to {}, {mean:.1} a day", first.start, last.end)
        }
    });
    let when = when.unwrap_or_default();
    if zh {
        format!("共 {total} 件投诉（去重后 {distinct} 件）{when}。")
    } else {
        format!("{total} complaints ({distinct} distinct){when}.")
    }
}

fn top(figures: &Figures, zh: bool) -> Option<String> {
    let named: Vec<String> = figures
        .types
        .iter()
        .take(3)
        .filter_map(|t| {
            let (share, low, high) = (t.share.share?, t.share.low?, t.share.high?);
            let count = grouped(t.share.count);
            Some(if zh {
                format!(
                    "{} {}（{count} 件，95% 区间 {:.1}–{:.1}%）",
                    t.name,
                    percent(share),
                    low * 100.0,
                    high * 100.0
                )
            } else {
                format!(
                    "{} {} ({count}; 95% interval {:.1}–{:.1}%)",
                    t.name,
                    percent(share),
                    low * 100.0,
                    high * 100.0
                )
            })
        })
        .collect();
    (!named.is_empty()).then(|| {
        if zh {
            format!("占比最高：{}。", named.join("、"))
        } else {
            format!("Largest shares: {}.", named.join(", "))
        }
    })
}

fn latest(figures: &Figures, zh: bool) -> Option<String> {
    let last = figures.periods.iter().rfind(|p| p.complete)?;
    let change = last.change.as_ref()?;
    let compared = |c: &Change, name: &str| {
        let relative = c.relative?;
        let interval = c.low.zip(c.high).map(|(low, high)| {
            let (low, high) = (signed(low), signed(high));
            if zh {
                format!("（95% 区间 {low} 至 {high}）")
            } else {
                format!(" (95% interval {low} to {high})")
            }
        });
        Some(format!(
            "{name} {}{}",
            signed(relative),
            interval.unwrap_or_default()
        ))
    };
    let count = grouped(last.count);
    let parts: Vec<String> = [
        compared(
            change,
            if zh {
                "环比"
            } else {
                "against the period before"
            },
        ),
        last.year_on_year.as_ref().and_then(|c| {
            compared(
                c,
                if zh {
                    "同比"
                } else {
                    "against a year before"
                },
            )
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return None;
    }
    Some(if zh {
        format!("{} 共 {count} 件，{}。", last.period, parts.join("，"))
    } else {
        format!("{}: {count}, {}.", last.period, parts.join(", "))
    })
}

fn notes(figures: &Figures, zh: bool) -> Vec<String> {
    let mut notes = Vec::new();
    for (role, &n) in figures.rows_without.iter().filter(|(_, n)| **n > 0) {
        let n = grouped(n);
        notes.push(match (role.as_str(), zh) {
            ("type", true) => format!("{n} 件没有类型，不进占比的分母。"),
            ("type", false) => {
                format!("{n} complaints have no type and are in no denominator of a share.")
            }
            ("time", true) => format!("{n} 件没有可读的时间，不进趋势。"),
            ("time", false) => format!("{n} complaints have no readable time and are in no trend."),
            (column, true) => format!("{n} 件的“{column}”为空，不进该列的占比。"),
            (column, false) => {
                format!("{n} complaints have no value in “{column}” and are in none of its shares.")
            }
        });
    }
    let unfinished: Vec<&str> = figures
        .periods
        .iter()
        .filter(|p| !p.complete)
        .map(|p| p.period.as_str())
        .collect();
    if !unfinished.is_empty() {
        let names = unfinished.join(if zh { "、" } else { ", " });
        notes.push(if zh {
            format!("{names} 只覆盖一部分，不参与环比、同比和异常判断。")
        } else {
            format!("{names}: covered in part only, left out of comparisons and marks.")
        });
    }
    let years = years_without_holidays(figures);
    if let (Some(first), Some(last)) = (years.first(), years.last()) {
        let years = if first == last {
            first.to_string()
        } else {
            format!("{first}–{last}")
        };
        notes.push(if zh {
            format!("节假日历不含 {years} 年，这些年份没有节假日标注。")
        } else {
            format!("The holiday calendar does not know {years}; no holidays are named there.")
        });
    }
    notes
}
