//! Text or typed cells → points in time, in the forms that exports write them.
//!
//! Read: `2020/1/6 12:09:38`, `2017-06-08T17:31:20+08:00`, `20180219`, `20180219093000`, `22-Apr-15`, `Apr 22, 2015 5:03 PM`,
//! `2019年2月28日 下午3时05分`, `03.05.2019`, `5 марта 2019`, Excel's serial days and Unix seconds. A time zone is passed over: the
//! clock time is taken as it is written. `03/05/2019` is read in the order that the column's other cells decide.

mod column;
mod order;

pub use column::TimeColumn;
pub use order::{Form, Order, OrderVotes, TimeReader};

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime};

/// True where `text` writes a date in a form that is nothing else: separators or a name of a month, not digits alone.
#[must_use]
pub fn looks_like_time(text: &str) -> bool {
    let number = text.trim().parse::<f64>().is_ok();
    !number && text.len() <= 48 && read(text, Order::MonthDay).is_some()
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    /// Value and number of digits.
    Number(u64, usize),
    /// Month by name, 1..=12.
    Month(u32),
    Morning,
    Afternoon,
    Mark(char),
}

/// Months by their first letters, English and Russian.
const MONTHS: [(&str, &str); 12] = [
    ("jan", "янв"),
    ("feb", "фев"),
    ("mar", "мар"),
    ("apr", "апр"),
    ("may", "ма"),
    ("jun", "июн"),
    ("jul", "июл"),
    ("aug", "авг"),
    ("sep", "сен"),
    ("oct", "окт"),
    ("nov", "ноя"),
    ("dec", "дек"),
];

/// Words that a date may hold and that say nothing more.
const FILLER: [&str; 20] = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "st", "nd", "rd", "th", "of", "at", "t", "z",
    "utc", "gmt", "г", "года", "в",
];

fn word(letters: &str) -> Option<Option<Token>> {
    let lower = letters.to_lowercase();
    match lower.as_str() {
        "am" | "a" | "上午" | "凌晨" | "早上" => return Some(Some(Token::Morning)),
        "pm" | "p" | "下午" | "晚上" | "中午" => return Some(Some(Token::Afternoon)),
        _ => {}
    }
    if FILLER.contains(&lower.as_str()) || lower.starts_with("星期") || lower.starts_with('周') {
        return Some(None);
    }
    let day = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    if day.contains(&lower.as_str()) {
        return Some(None);
    }
    let at = MONTHS.iter().position(|(en, ru)| {
        lower.starts_with(en) || (lower.starts_with(ru) && lower.chars().count() <= 8)
    })?;
    Some(Some(Token::Month(u32::try_from(at + 1).ok()?)))
}

/// Numbers, months and marks of a short text; `None` where a word is in it that no date holds.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    let mut out = Vec::with_capacity(12);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = |f: fn(char) -> bool| rest.find(|c| !f(c)).unwrap_or(rest.len());
        let taken = if c.is_ascii_digit() {
            let n = run(|c| c.is_ascii_digit());
            out.push(Token::Number(rest.get(..n)?.parse().ok()?, n));
            n
        } else if "年月日号時时点點分秒".contains(c) {
            out.push(Token::Mark(c));
            c.len_utf8()
        } else if c.is_alphabetic() {
            let n = run(|c| c.is_alphabetic() && !"年月日号時时点點分秒".contains(c));
            // 星期日 ends in a character that is a mark elsewhere
            let n = if rest.starts_with("星期日") {
                "星期日".len()
            } else {
                n
            };
            out.extend(word(rest.get(..n)?)?);
            n
        } else if c.is_whitespace() || matches!(c, ',' | '，' | '(' | ')' | '\u{200e}') {
            c.len_utf8()
        } else {
            out.push(Token::Mark(match c {
                '／' => '/',
                '－' | '–' | '—' => '-',
                '：' => ':',
                c => c,
            }));
            c.len_utf8()
        };
        rest = rest.get(taken..)?;
    }
    Some(out)
}

fn read(text: &str, order: Order) -> Option<NaiveDateTime> {
    let trimmed = text.trim();
    let bare = !trimmed.is_empty() && trimmed.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if let Some(time) = bare.then(|| digits(trimmed)).flatten() {
        return Some(time);
    }
    let tokens = tokens(trimmed)?;
    let (date, used) = date(&tokens, order)?;
    Some(date.and_time(clock(tokens.get(used..)?)?))
}

/// `2020-01-06`, `2020/1/6 12:09` and `2020-01-06T12:09:38`, the forms of nearly all cells: as [`read`] reads them, ten times as fast.
fn plain(text: &str) -> Option<NaiveDateTime> {
    let bytes = text.trim().as_bytes();
    let (year, rest) = bytes.split_at_checked(4)?;
    let (&mark, rest) = rest.split_first().filter(|(m, _)| b"-/".contains(m))?;
    let (month, rest) = leading(rest)?;
    let (_, rest) = rest.split_first().filter(|(m, _)| **m == mark)?;
    let (day, rest) = leading(rest)?;
    let year = year.iter().try_fold(0, |y, b| Some(y * 10 + digit(*b)?))?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let Some((_, rest)) = rest.split_first().filter(|(m, _)| b" T".contains(m)) else {
        return rest.is_empty().then(|| date.and_time(NaiveTime::MIN));
    };
    let (hour, rest) = leading(rest)?;
    let (minute, rest) = leading(rest.strip_prefix(b":")?)?;
    let (second, rest) = match rest.strip_prefix(b":") {
        Some(rest) => leading(rest)?,
        None => (0, rest),
    };
    rest.is_empty()
        .then(|| date.and_hms_opt(hour, minute, second))?
}

/// One or two digits at the front, and what follows.
fn leading(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let first = digit(first)?;
    match rest.split_first() {
        Some((&b, rest)) if b.is_ascii_digit() => Some((first * 10 + digit(b)?, rest)),
        _ => Some((first, rest)),
    }
}

fn digit(byte: u8) -> Option<u32> {
    byte.is_ascii_digit().then(|| u32::from(byte - b'0'))
}

/// A moment written with digits alone.
fn digits(text: &str) -> Option<NaiveDateTime> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let day =
        || NaiveDate::from_ymd_opt(text.get(..4)?.parse().ok()?, number(4, 6)?, number(6, 8)?);
    let plausible = |d: NaiveDate| ("1900-01-01"..="2199-12-31").contains(&d.to_string().as_str());
    match text.len() {
        8 if !text.contains('.') => day().filter(|d| plausible(*d))?.and_hms_opt(0, 0, 0),
        12 | 14 if !text.contains('.') => {
            let second = if text.len() == 14 { number(12, 14)? } else { 0 };
            day()
                .filter(|d| plausible(*d))?
                .and_hms_opt(number(8, 10)?, number(10, 12)?, second)
        }
        10 if !text.contains('.') => {
            DateTime::from_timestamp(text.parse().ok()?, 0).map(|t| t.naive_utc())
        }
        13 if !text.contains('.') => {
            DateTime::from_timestamp_millis(text.parse().ok()?).map(|t| t.naive_utc())
        }
        6 if !text.contains('.') => {
            NaiveDate::from_ymd_opt(text.get(..4)?.parse().ok()?, number(4, 6)?, 1)
                .filter(|d| plausible(*d))?
                .and_hms_opt(0, 0, 0)
        }
        _ => serial(text.parse().ok()?),
    }
}

/// Excel's days since 1899-12-30; taken for the years 1954 to 2119 alone, so that small numbers are no dates.
fn serial(days: f64) -> Option<NaiveDateTime> {
    if !(20_000.0..80_000.0).contains(&days) {
        return None;
    }
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    #[expect(clippy::cast_possible_truncation, reason = "below 80,000 days")]
    let seconds = (days * 86_400.0).round() as i64;
    epoch.checked_add_signed(Duration::try_seconds(seconds)?)
}

/// The date at the front, and how many tokens it takes.
fn date(tokens: &[Token], order: Order) -> Option<(NaiveDate, usize)> {
    use Token::{Mark, Month, Number};
    let small = |n: u64| u32::try_from(n).ok();
    let ymd = |y: u64, m: u32, d: u32| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d);
    match *tokens {
        [
            Number(y, 4 | 2),
            Mark('年'),
            Number(m, 1 | 2),
            Mark('月'),
            Number(d, 1 | 2),
            Mark('日' | '号'),
            ..,
        ] => Some((ymd(full(y), small(m)?, small(d)?)?, 6)),
        [Number(y, 4), Mark('年'), Number(m, 1 | 2), Mark('月')] => {
            Some((ymd(y, small(m)?, 1)?, 4))
        }
        [
            Number(y, 4),
            Mark(a),
            Number(m, 1 | 2),
            Mark(b),
            Number(d, 1 | 2),
            ..,
        ] if a == b && "/-.".contains(a) => Some((ymd(y, small(m)?, small(d)?)?, 5)),
        [Number(y, 4), Mark('/' | '-' | '.'), Number(m, 1 | 2)] => Some((ymd(y, small(m)?, 1)?, 3)),
        [
            Number(y, 4),
            Mark('-'),
            Month(m),
            Mark('-'),
            Number(d, 1 | 2),
            ..,
        ] => Some((ymd(y, m, small(d)?)?, 5)),
        [
            Number(d, 1 | 2),
            Mark('-' | '/' | '.'),
            Month(m),
            Mark('-' | '/' | '.'),
            Number(y, 2 | 4),
            ..,
        ] => Some((ymd(full(y), m, small(d)?)?, 5)),
        [Number(d, 1 | 2), Month(m), Number(y, 2 | 4), ..] => {
            Some((ymd(full(y), m, small(d)?)?, 3))
        }
        [Month(m), Mark('.'), Number(d, 1 | 2), Number(y, 4), ..] => {
            Some((ymd(y, m, small(d)?)?, 4))
        }
        [Month(m), Number(d, 1 | 2), Number(y, 4), ..] => Some((ymd(y, m, small(d)?)?, 3)),
        [Month(m), Mark('-'), Number(y, 2 | 4)] => Some((ymd(full(y), m, 1)?, 3)),
        [
            Number(d, 1 | 2),
            Mark('.'),
            Number(m, 1 | 2),
            Mark('.'),
            Number(y, 2 | 4),
            ..,
        ] => Some((ymd(full(y), small(m)?, small(d)?)?, 5)),
        [
            Number(a, 1 | 2),
            Mark(x),
            Number(b, 1 | 2),
            Mark(z),
            Number(y, 2 | 4),
            ..,
        ] if x == z && "/-".contains(x) => {
            let (a, b) = (small(a)?, small(b)?);
            let (first, second) = match order {
                Order::DayMonth => ((b, a), (a, b)),
                Order::MonthDay => ((a, b), (b, a)),
            };
            // a cell that fits the other order alone is read in it
            let date = ymd(full(y), first.0, first.1).or_else(|| ymd(full(y), second.0, second.1));
            Some((date?, 5))
        }
        _ => None,
    }
}

/// Two-digit years are 1970 to 2069.
fn full(year: u64) -> u64 {
    match year {
        0..=69 => 2000 + year,
        70..=99 => 1900 + year,
        y => y,
    }
}

/// The time of day in what follows the date; midnight where nothing follows.
fn clock(tokens: &[Token]) -> Option<NaiveTime> {
    use Token::{Afternoon, Mark, Morning, Number};
    let rest: Vec<Token> = tokens
        .iter()
        .copied()
        .filter(|t| !matches!(t, Morning | Afternoon))
        .skip_while(|t| matches!(t, Mark('-' | ':')))
        .collect();
    let small = |n: u64| u32::try_from(n).ok();
    let (hour, minute, second, nano) = match *rest.as_slice() {
        [] | [Mark('.')] => (0, 0, 0, 0),
        [
            Number(h, 1 | 2),
            Mark(':'),
            Number(m, 2),
            Mark(':'),
            Number(s, 2),
            Mark('.'),
            Number(f, n),
            ..,
        ] if n <= 9 => (h, m, s, f * 10_u64.pow(u32::try_from(9 - n).ok()?)),
        [
            Number(h, 1 | 2),
            Mark(':' | '时' | '時' | '点' | '點'),
            Number(m, 1 | 2),
            Mark(':' | '分'),
            Number(s, 1 | 2),
            ..,
        ] => (h, m, s, 0),
        [
            Number(h, 1 | 2),
            Mark(':' | '时' | '時' | '点' | '點'),
            Number(m, 1 | 2),
            ..,
        ] => (h, m, 0, 0),
        [Number(h, 1 | 2), Mark('时' | '時' | '点' | '點'), ..] => (h, 0, 0, 0),
        [Number(h, 1 | 2)] if tokens.len() > 1 => (h, 0, 0, 0),
        _ => return None,
    };
    let hour = match tokens.iter().find(|t| matches!(t, Morning | Afternoon)) {
        Some(Afternoon) if hour < 12 => hour + 12,
        Some(Morning) if hour == 12 => 0,
        _ => hour,
    };
    NaiveTime::from_hms_nano_opt(small(hour)?, small(minute)?, small(second)?, small(nano)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> String {
        TimeReader::default()
            .read(text)
            .map_or("-".into(), |t| t.to_string())
    }

    #[test]
    fn forms_of_exports() {
        for (text, time) in [
            ("2020/1/6 12:09:38", "2020-01-06 12:09:38"),
            ("\n\t2017-06-08 17:31:20 ", "2017-06-08 17:31:20"),
            ("2017-06-08T17:31:20.250+08:00", "2017-06-08 17:31:20.250"),
            ("2017-06-08T17:31:20Z", "2017-06-08 17:31:20"),
            ("20180219", "2018-02-19 00:00:00"),
            ("20180219093005", "2018-02-19 09:30:05"),
            ("22-Apr-15", "2015-04-22 00:00:00"),
            ("Apr 22, 2015 5:03 PM", "2015-04-22 17:03:00"),
            ("2019年2月28日", "2019-02-28 00:00:00"),
            ("2019年2月28日 下午3时05分", "2019-02-28 15:05:00"),
            ("2019年2月28日 星期四 8点", "2019-02-28 08:00:00"),
            ("2019年2月", "2019-02-01 00:00:00"),
            ("2019/2/28 上午 8:05:09", "2019-02-28 08:05:09"),
            ("03.05.2019 09:15", "2019-05-03 09:15:00"),
            ("5 марта 2019 г.", "2019-03-05 00:00:00"),
            ("7 мая 2019", "2019-05-07 00:00:00"),
            ("43836.506689815", "2020-01-06 12:09:38"),
            ("43836", "2020-01-06 00:00:00"),
            ("1578312578", "2020-01-06 12:09:38"),
            ("2020-01", "2020-01-01 00:00:00"),
            ("03/25/2019", "2019-03-25 00:00:00"),
            ("25/03/2019", "2019-03-25 00:00:00"),
            ("2020-02-30", "-"),
            ("20201399", "-"),
            ("昨天", "-"),
            ("12", "-"),
            ("", "-"),
            ("3天", "-"),
            ("13812345678", "-"),
        ] {
            assert_eq!(reads(text), time, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn plain_forms_are_read_as_all_are(text in " ?[0-9]{4}[-/.][0-9]{1,2}[-/][0-9]{1,3}([ T][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?)? ?") {
            if let Some(time) = plain(&text) {
                proptest::prop_assert_eq!(Some(time), read(&text, Order::MonthDay), "{}", text);
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,30}|[0-9/:年月日. -]{0,24}") {
            let mut votes = OrderVotes::default();
            votes.add(&text);
            let _ = votes.reader().read(&text);
        }
    }
}
