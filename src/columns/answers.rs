//! Answers of a service column: every distinct answer is read as yes, no or no answer, by the role of the column, its header
//! and all answers together. One answer that is not understood leaves the whole column unread.

mod asked;
mod one_sided;

use super::role::ServiceRole;
use asked::names_opposite;
pub use one_sided::{OneSided, one_sided};

/// How an answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerReading {
    /// What the role asks for is so: on time, closed, satisfied.
    Yes,
    /// It is not so.
    No,
    /// The cell answers nothing: 未评价, 不愿评价, unknown. It counts in no share.
    NoAnswer,
}

/// One distinct answer of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer, as most cells write it.
    pub text: String,
    /// How it is read; `None` where it is not understood.
    pub reading: Option<AnswerReading>,
    /// Rows that give it.
    pub rows: u64,
}

/// Words for one state of a role, and for the opposite state.
struct States {
    yes: &'static [&'static str],
    no: &'static [&'static str],
    /// Words of a header that turn a bare 是 or 否 round: 是否超期.
    turned: &'static [&'static str],
    /// Answers that give no answer for this role.
    none: &'static [&'static str],
}

/// Answers that say yes or no without naming a state.
pub(super) const BARE_YES: &[&str] = &[
    "是", "有", "已", "对", "√", "✓", "✔", "yes", "y", "true", "t", "1", "1.0", "да",
];
pub(super) const BARE_NO: &[&str] = &[
    "否", "无", "未", "没有", "不", "不是", "×", "✗", "✘", "x", "no", "n", "false", "f", "0",
    "0.0", "нет",
];

/// Answers that are none, whatever the role.
#[rustfmt::skip]
pub(super) const NO_ANSWER: &[&str] = &[
    "未评价", "未参评", "未评", "未回访", "默认", "默认好评", "不详", "不清楚", "未知", "拒绝评价", "拒评", "不愿评价", "不愿回答",
    "不愿意评价", "放弃评价", "无法评价", "不评价", "弃评", "未作评价", "未做评价", "不予评价", "没有意见", "无意见", "不适用", "不涉及",
    "未填", "未填写", "空", "其他", "unknown", "n/a", "na", "none", "null", "not rated", "no response", "no answer given",
    "not applicable", "declined", "refused", "prefer not to say", "no opinion", "нет ответа", "не оценено", "неизвестно",
];

impl ServiceRole {
    #[rustfmt::skip]
    fn states(self) -> Option<States> {
        Some(match self {
            Self::OnTime => States {
                yes: &["按期", "按时", "及时", "准时", "期限内", "时限内", "期内", "按时限", "正常", "timely", "on time", "in time", "on-time", "punctual", "within sla", "met", "в срок", "вовремя", "своевременно"],
                no: &["超期", "逾期", "超时", "超时限", "延期", "延误", "迟延", "overdue", "late", "delayed", "breached", "past due", "expired", "просрочено", "с опозданием"],
                turned: &["超期", "逾期", "超时", "延期", "overdue", "late", "delayed", "breach", "просроч"],
                none: &[],
            },
            Self::Answered => States {
                yes: &["接通", "接听", "应答", "答复", "回复", "反馈", "answered", "replied", "responded", "connected", "отвечено"],
                no: &["漏接", "无人接听", "占线", "忙音", "关机", "停机", "空号", "挂断", "拒接", "无法接通", "missed", "no answer", "busy", "abandoned", "pending", "open", "new"],
                turned: &["未接", "漏接", "missed", "abandoned", "unanswered"],
                none: &[],
            },
            Self::Closed => States {
                yes: &["办结", "结案", "完结", "关闭", "完成", "归档", "办毕", "结束", "终结", "closed", "done", "completed", "complete", "finished", "resolved", "solved", "закрыто", "завершено", "решено"],
                no: &["办理中", "处理中", "进行中", "受理中", "转办", "在办", "流转中", "跟进中", "督办中", "挂起", "退回", "重办", "重新办理", "新建", "受理", "待处理", "待办", "待办理", "open", "pending", "in progress", "in-progress", "new", "on hold", "on-hold", "escalated", "reopened", "assigned", "waiting", "в работе", "открыто"],
                turned: &["未办结", "未结", "unresolved", "pending", "open"],
                none: &[],
            },
            Self::Resolved => States {
                yes: &["解决", "办好", "落实", "resolved", "solved", "fixed", "решено"],
                no: &["办理中", "处理中", "进行中", "escalated", "open", "pending", "in progress", "reopened", "не решено"],
                turned: &["未解决", "unresolved", "unsolved"],
                none: &[],
            },
            Self::FirstContact => States {
                yes: &["一次", "一次性", "首次", "第一次", "首问", "一次解决", "一次性解决", "首次解决", "首问解决", "first contact", "first call", "first", "first time", "once"],
                no: &["二次", "两次", "三次", "多次", "再次", "重复", "二次解决", "两次解决", "三次解决", "多次解决", "再次解决", "升级", "转办", "second", "repeat", "repeated", "multiple", "escalated", "transferred", "callback"],
                turned: &["多次", "二次", "重复", "repeat"],
                none: &[],
            },
            Self::Satisfied => States {
                yes: &["满意", "基本满意", "比较满意", "较满意", "较为满意", "非常满意", "很满意", "十分满意", "好评", "认可", "好", "很好", "satisfied", "good", "great", "excellent", "happy", "positive", "удовлетворен", "удовлетворён", "доволен"],
                no: &["一般", "中评", "差评", "中立", "差", "很差", "较差", "neutral", "neither", "neither satisfied nor dissatisfied", "bad", "poor", "unhappy", "negative", "average", "fair", "so-so", "нейтрально"],
                turned: &["不满意", "dissatisf", "unsatisf"],
                none: &["未接通", "接不通", "无法接通", "联系不上", "空号", "停机", "关机", "无人接听", "拒接", "挂断", "no contact"],
            },
            _ => return None,
        })
    }
}

/// Whether an answer says yes or no without naming a state: 是, N, true.
pub(super) fn is_bare(answer: &str) -> bool {
    let answer = simple(answer);
    BARE_YES.contains(&answer.as_str()) || BARE_NO.contains(&answer.as_str())
}

/// What may stand before or after the name of a state without changing it.
#[rustfmt::skip]
pub(super) const DEGREES: &[&str] = &[
    "已经", "已", "是", "为", "很", "非常", "十分", "特别", "完全", "比较", "较为", "较", "基本", "基本上", "全部", "都", "均", "正常", "顺利", "了", "的", "地", "状态",
    "圆满", "妥善", "当场", "现场", "very", "extremely", "completely", "fully", "mostly", "somewhat", "quite", "rather", "was", "is", "already", "очень", "полностью", "скорее", "closed", "ticket", "case", "call",
];
/// What turns a state round.
#[rustfmt::skip]
const NEGATIONS: &[&str] = &[
    "尚未", "并未", "暂未", "仍未", "还未", "从未", "没有", "并不", "不太", "不大", "不怎么", "未能", "未", "没", "不", "非", "无", "待", "等待", "暂不", "无法", "不能",
    "not yet", "not", "isn't", "wasn't", "never", "non-", "non", "un", "dis", "in", "im", "не",
];

/// Whether a cell only says that there is no answer: 未评价.
pub(super) fn is_no_answer(cell: &str) -> bool {
    NO_ANSWER.contains(&simple(cell).as_str())
}

/// Reads every distinct answer of a column for `role`; `header` decides what a bare yes means.
///
/// Answers are compared without case, width and outer space. An answer that names its own state (未超期) is read by that state,
/// whatever the header; a bare one (是) by the header (是否超期 turns it round).
#[must_use]
pub fn read_answers(role: ServiceRole, header: &str, answers: &[(String, u64)]) -> Vec<Answer> {
    let states = role.states();
    let header = simple(header);
    let turned = states
        .as_ref()
        .is_some_and(|s| names_opposite(&header, s.turned, s.yes));
    answers
        .iter()
        .map(|(text, rows)| Answer {
            text: text.clone(),
            reading: states
                .as_ref()
                .and_then(|s| reading(&simple(text), s, turned)),
            rows: *rows,
        })
        .collect()
}

fn reading(answer: &str, states: &States, turned: bool) -> Option<AnswerReading> {
    if answer.is_empty()
        || answer
            .chars()
            .all(|c| !c.is_alphanumeric() && !"√✓✔×✗✘".contains(c))
    {
        return Some(AnswerReading::NoAnswer);
    }
    let yes = |yes: bool| {
        if yes {
            AnswerReading::Yes
        } else {
            AnswerReading::No
        }
    };
    if BARE_YES.contains(&answer) {
        return Some(yes(!turned));
    }
    if BARE_NO.contains(&answer) {
        return Some(yes(turned));
    }
    if NO_ANSWER.contains(&answer)
        || states
            .none
            .iter()
            .any(|w| is_state(answer, w) == Some(true))
    {
        return Some(AnswerReading::NoAnswer);
    }
    // Whole words first, the longest before its parts: 一次解决 is not 解决.
    let mut words: Vec<(&str, bool)> = Vec::new();
    words.extend(states.yes.iter().map(|w| (*w, true)));
    words.extend(states.no.iter().map(|w| (*w, false)));
    words.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));
    words
        .iter()
        .find_map(|(word, is_yes)| is_state(answer, word).map(|so| yes(so == *is_yes)))
        .or_else(|| bare_with_rest(answer).map(|so| yes(so != turned)))
}

/// Whether `answer` says `word` (true) or its opposite (false); `None` where anything else stands around it.
pub(super) fn is_state(answer: &str, word: &str) -> Option<bool> {
    let (before, after) = answer.split_once(word)?;
    let negations = odd_negations(before.trim())?;
    let rest = odd_negations(after.trim())?;
    // A negation behind the word (满意不) is nothing people write.
    (!rest).then_some(!negations)
}

/// Whether `text` is made of degrees and negations alone, and the negations are odd in number.
fn odd_negations(text: &str) -> Option<bool> {
    let mut rest = text;
    let mut odd = false;
    while !rest.is_empty() {
        let longest = |words: &'static [&'static str]| {
            let fits = words.iter().filter(|w| rest.starts_with(**w));
            fits.max_by_key(|w| w.len()).copied()
        };
        match (longest(NEGATIONS), longest(DEGREES)) {
            (Some(n), d) if d.is_none_or(|d| n.len() >= d.len()) => {
                odd = !odd;
                rest = &rest[n.len()..];
            }
            (_, Some(d)) => rest = &rest[d.len()..],
            (_, None) => return None,
        }
        rest = rest.trim_start_matches([' ', '-', '_', ',', '，', '、', '(', ')', '（', '）', '/']);
    }
    Some(odd)
}

/// `是（已核实）`, `no - duplicate`: a bare answer with a remark behind a mark.
pub(super) fn bare_with_rest(answer: &str) -> Option<bool> {
    let cut = answer.find([',', ';', ':', '(', '-', '，', '；', '：', '（', '。'])?;
    let first = answer[..cut].trim();
    if BARE_YES.contains(&first) {
        return Some(true);
    }
    BARE_NO.contains(&first).then_some(false)
}

/// Without case, width and outer space.
pub(in crate::columns) fn simple(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let text: String = text
        .nfkc()
        .filter(|c| !super::variants::is_invisible(*c))
        .collect();
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(role: ServiceRole, header: &str, answers: &[&str]) -> Vec<Option<AnswerReading>> {
        let answers: Vec<(String, u64)> = answers.iter().map(|a| ((*a).to_owned(), 1)).collect();
        read_answers(role, header, &answers)
            .into_iter()
            .map(|a| a.reading)
            .collect()
    }

    const YES: Option<AnswerReading> = Some(AnswerReading::Yes);
    const NO: Option<AnswerReading> = Some(AnswerReading::No);
    const NONE: Option<AnswerReading> = Some(AnswerReading::NoAnswer);

    #[test]
    fn states_are_read_by_themselves_and_bare_answers_by_the_header() {
        use ServiceRole as R;
        type Case = (
            R,
            &'static str,
            &'static [&'static str],
            &'static [Option<AnswerReading>],
        );
        let cases: &[Case] = &[
            (R::OnTime, "是否超期", &["超期", "未超期"], &[NO, YES]),
            (R::OnTime, "是否超期", &["是", "否"], &[NO, YES]),
            (
                R::OnTime,
                "是否按期",
                &["未超期", "超期", "是", "否"],
                &[YES, NO, YES, NO],
            ),
            (
                R::OnTime,
                "办理时限",
                &["已超时", "未超时", "按时办结"],
                &[NO, YES, None],
            ),
            (
                R::OnTime,
                "Overdue",
                &["Overdue", "Not overdue", "yes", "N"],
                &[NO, YES, NO, YES],
            ),
            (R::OnTime, "Response", &["Timely", "Untimely"], &[YES, NO]),
            (R::OnTime, "未超期", &["是", "否"], &[YES, NO]),
            (R::OnTime, "是否未超期", &["是", "否"], &[YES, NO]),
            (
                R::Closed,
                "办理状态",
                &["已办结", "待办结", "办理中", "ＯＫ"],
                &[YES, NO, NO, None],
            ),
            (
                R::Answered,
                "回复情况",
                &["已回复", "待回复", "尚未回复"],
                &[YES, NO, NO],
            ),
            (
                R::Answered,
                "Call",
                &["Answered", "Unanswered", "No answer"],
                &[YES, NO, NO],
            ),
            (
                R::FirstContact,
                "解决次数",
                &["一次解决", "二次解决"],
                &[YES, NO],
            ),
            (
                R::Resolved,
                "是否解决",
                &["未解决", "已解决", "部分解决"],
                &[NO, YES, None],
            ),
            (
                R::Closed,
                "Status",
                &["Resolved", "Escalated", "not closed"],
                &[YES, NO, NO],
            ),
            (
                R::Satisfied,
                "满意度",
                &[
                    "非常满意",
                    "不太满意",
                    "一般",
                    "未接通",
                    "不愿评价",
                    "没有意见",
                ],
                &[YES, NO, NO, NONE, NONE, NONE],
            ),
            (
                R::Satisfied,
                "CSAT",
                &[
                    "Very satisfied",
                    "Dissatisfied",
                    "very dissatisfied",
                    "Somewhat satisfied",
                ],
                &[YES, NO, NO, YES],
            ),
            (R::Answered, "是否接通", &["未接通", "接通"], &[NO, YES]),
            (
                R::Satisfied,
                "回访结果",
                &["不满意", "满意", "-", ""],
                &[NO, YES, NONE, NONE],
            ),
        ];
        for (role, header, answers, wanted) in cases {
            assert_eq!(of(*role, header, answers), *wanted, "{header} {answers:?}");
        }
    }

    #[test]
    fn negating_an_answer_turns_it_round() {
        for role in [
            ServiceRole::OnTime,
            ServiceRole::Closed,
            ServiceRole::Answered,
            ServiceRole::Resolved,
        ] {
            let states = role.states().unwrap();
            for word in states
                .yes
                .iter()
                .filter(|w| !w.is_ascii() && w.chars().all(crate::types::is_han))
            {
                for negation in ["未", "尚未", "没有", "并未"] {
                    let found = of(role, "x", &[word, &format!("{negation}{word}")]);
                    assert_eq!(found, [YES, NO], "{role:?} {negation}{word}");
                }
            }
        }
    }
}
