//! Shapes of dates and times of day → what they say, and what only their column can decide.

use super::lex::{Half, Lexed};
use super::plain::{compact_clock, compact_day, compact_hour, digits, plain};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// The order of day, month and year in dates such as `03/05/19`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Month, day, year.
    MonthDay,
    /// Day, month, year.
    DayMonth,
    /// Year, month, day.
    YearFirst,
}

/// A date as far as one cell tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Date {
    Fixed(NaiveDate),
    /// `03/05/2019`, `23.1.5`: three numbers with this mark between; a year of four digits is the last.
    Open {
        mark: char,
        numbers: [u16; 3],
        unpadded: bool,
    },
    /// `99年5月3日`: a year of two digits, of this calendar or 民國's.
    Calendar {
        year: u16,
        month: u8,
        day: u8,
    },
}

/// A cell that was read, before its column decides what is open in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenTime {
    pub(super) date: Date,
    pub(super) clock: NaiveTime,
    /// `24:00`: the midnight at the end of the date.
    pub(super) next_day: bool,
    /// Minutes east of UTC, where the cell says so.
    pub(super) zone: Option<i16>,
    /// The date is certainly one of 民國's calendar.
    pub(super) roc: bool,
}

/// Shapes of dates, and what their numbers are: `y m d`, `r` a year of 民國, `c` a year of two digits in an open calendar, `o`
/// one of three numbers in an open order. `s` in a shape is one of `- / .`, twice the same. Longer shapes come first.
#[rustfmt::skip]
const DATES: [(&str, &str); 33] = [
    ("Ysnsn", "ymd"), ("YsMsn", "ymd"), ("Y年n月n日", "ymd"), ("Y年n月n", "ymd"), ("Y年n月", "ym"),
    ("n年n月n日", "cmd"), ("t年n月n日", "rmd"), ("tsnsn", "rmd"), ("D", "D"),
    ("nsnsY", "ooo"), ("nsnsn", "ooo"), ("nsMsY", "dmy"), ("nsMsn", "dmy"), ("nsn月sY", "dmy"), ("nsn月 sY", "dmy"),
    ("nsn月sn", "dmy"), ("nsn月 sn", "dmy"), ("n M Y", "dmy"), ("n M, Y", "dmy"), ("n M n", "dmy"), ("nMY", "dmy"), ("n-M Y", "dmy"),
    ("M n, Y", "mdy"), ("M n,Y", "mdy"), ("M n Y", "mdy"), ("M.n Y", "mdy"), ("M.n, Y", "mdy"),
    ("Msn", "my"), ("MsY", "my"), ("M Y", "my"), ("n月sn", "my"), ("n月sY", "my"), ("Ysn", "ym"),
];

/// Shapes of times of day, their numbers in order. `s` is one of `: .`, always the same.
#[rustfmt::skip]
const CLOCKS: [&str; 13] = [
    "nsnsn.f", "nsnsn,f", "nsnsn:f", "nsnsn", "nsn", "n时n分n秒", "n时n分n", "n时n分", "n时n", "n时", "S", "Y", "n",
];

impl WrittenTime {
    /// Reads a cell; `None` where it is not a time.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(time) = plain(text) {
            return Some(Self::fixed(time));
        }
        if let Some(time) = digits(text) {
            // seconds since 1970 count from midnight in UTC
            let zone = matches!(text.len(), 10 | 13)
                && !text.contains('.')
                && compact_hour(text).is_none();
            return Some(Self {
                zone: zone.then_some(0),
                ..Self::fixed(time)
            });
        }
        let lexed = Lexed::of(text)?;
        // databases write 0000-01-01 for no date
        if lexed.shape.starts_with("Y") && lexed.parts.first().is_some_and(|y| y.starts_with('0')) {
            return None;
        }
        let shape = lexed.shape.trim_matches([' ', ',', '.']);
        let parts = &lexed.parts;
        let (date, rest, used) = asctime(shape, parts).or_else(|| date(shape, &lexed))?;
        let rest = rest.trim_start_matches([' ', '-', ':', ',', '.']);
        let (clock, hour, rest) = clock(rest, parts.get(used..)?, lexed.half)?;
        let zone = zone(rest.0, rest.1)?.or(lexed.utc.then_some(0));
        Some(Self {
            date,
            clock,
            next_day: hour == 24,
            zone,
            roc: lexed.roc || shape.starts_with('t'),
        })
    }

    /// True where the column decides what this cell says: order, calendar or time zone.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.date, Date::Fixed(_)) || self.zone.is_some() || self.roc
    }

    /// A time that nothing is open about.
    pub(super) fn fixed(time: NaiveDateTime) -> Self {
        Self {
            date: Date::Fixed(time.date()),
            clock: time.time(),
            next_day: false,
            zone: None,
            roc: false,
        }
    }

    /// The time, once order and calendar are decided.
    pub(super) fn settle(&self, order: impl Fn(char) -> Order, roc: bool) -> Option<NaiveDateTime> {
        let date = match self.date {
            Date::Fixed(date) => date,
            Date::Calendar { year, month, day } => {
                let year = if roc { year + 1911 } else { full(year) };
                ymd(year, u16::from(month), u16::from(day))?
            }
            Date::Open { mark, numbers, .. } => {
                let decided = order(mark);
                // a cell that fits another order alone is read in it
                let others = [Order::MonthDay, Order::DayMonth, Order::YearFirst];
                let orders = std::iter::once(decided).chain(others);
                orders.filter_map(|o| arranged(numbers, o)).next()?
            }
        };
        let time = date.and_time(self.clock);
        match self.next_day {
            true => time.checked_add_signed(TimeDelta::try_days(1)?),
            false => Some(time),
        }
    }
}

/// The date that three numbers make in an order.
pub(super) fn arranged([a, b, c]: [u16; 3], order: Order) -> Option<NaiveDate> {
    match order {
        Order::MonthDay => ymd(full(c), a, b),
        Order::DayMonth => ymd(full(c), b, a),
        Order::YearFirst if c > 31 => None,
        Order::YearFirst => ymd(full(a), b, c),
    }
}

fn ymd(year: u16, month: u16, day: u16) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::from(year), month.into(), day.into())
}

/// Two-digit years are 1970 to 2069.
pub(super) fn full(year: u16) -> u16 {
    match year {
        0..=69 => 2000 + year,
        70..=99 => 1900 + year,
        y => y,
    }
}

/// What follows `pattern` at the front of `shape`, the mark that `s` stood for, and the parts used.
fn fits<'a>(pattern: &str, shape: &'a str, marks: &str) -> Option<(&'a str, char, usize)> {
    let (mut rest, mut mark, mut used) = (shape, ' ', 0);
    for wanted in pattern.chars() {
        let c = rest.chars().next()?;
        let fits = match wanted {
            's' if mark == ' ' => {
                mark = c;
                marks.contains(c)
            }
            's' => c == mark,
            'f' => "ntYSDX".contains(c),
            wanted => c == wanted,
        };
        if !fits {
            return None;
        }
        used += usize::from("ntYSDXM".contains(c));
        rest = rest.get(c.len_utf8()..)?;
    }
    Some((rest, mark, used))
}

/// The date at the front, what follows it, and how many parts it takes.
fn date<'a>(shape: &'a str, lexed: &Lexed) -> Option<(Date, &'a str, usize)> {
    let ends = |rest: &str| rest.chars().next().is_none_or(|c| " :-,.nYSt".contains(c));
    let (roles, rest, mark, used) = DATES.iter().find_map(|(pattern, roles)| {
        let (rest, mark, used) = fits(pattern, shape, "-/.")?;
        let whole = roles.len() == 3 || *roles == "D" || rest.is_empty();
        (whole && ends(rest)).then_some((*roles, rest, mark, used))
    })?;
    let parts = lexed.parts.get(..used)?;
    let number = |at: usize| parts.get(at)?.parse::<u16>().ok();
    let role = |wanted| roles.find(wanted).and_then(number);
    let date = match roles {
        "D" => Date::Fixed(compact_day(parts.first()?)?),
        "ooo" => Date::Open {
            mark,
            numbers: [number(0)?, number(1)?, number(2)?],
            unpadded: parts.iter().any(|p| p.len() == 1),
        },
        "cmd" if !lexed.roc => Date::Calendar {
            year: number(0)?,
            month: u8::try_from(number(1)?).ok()?,
            day: u8::try_from(number(2)?).ok()?,
        },
        _ => {
            let year = match role('r').or(role('c')) {
                Some(year) => year + 1911,
                None => full(role('y')?) + if lexed.roc { 1911 } else { 0 },
            };
            Date::Fixed(ymd(year, role('m')?, role('d').unwrap_or(1))?)
        }
    };
    Some((date, rest, used))
}

/// The forms of C and Java: `Jan 05 15:04:05 2024`, the year at the end. The parts are put in order for the clock.
fn asctime<'a>(shape: &'a str, parts: &[String]) -> Option<(Date, &'a str, usize)> {
    let (rest, ..) = fits("M n n:n:n", shape, "")?;
    let (zone, year) = (rest.trim_start(), parts.last()?);
    if !zone.ends_with('Y') || parts.len() < 6 {
        return None;
    }
    let number = |at: usize| parts.get(at)?.parse::<u16>().ok();
    let date = ymd(year.parse().ok()?, number(0)?, number(1)?)?;
    Some((Date::Fixed(date), shape.get(4..9)?, 2))
}

/// What follows a time of day, with the parts in it.
type Rest<'a> = (&'a str, &'a [String]);

/// The time of day in what follows the date, its hour as written, and what is left; midnight where nothing follows.
fn clock<'a>(
    shape: &'a str,
    parts: &'a [String],
    half: Option<Half>,
) -> Option<(NaiveTime, u32, Rest<'a>)> {
    if shape.is_empty() {
        return Some((NaiveTime::MIN, 0, (shape, parts)));
    }
    let (pattern, rest, used) = CLOCKS.iter().find_map(|pattern| {
        let (rest, _, used) = fits(pattern, shape, ":.")?;
        let whole = rest.chars().next().is_none_or(|c| " +-".contains(c));
        whole.then_some((*pattern, rest, used))
    })?;
    let left = (rest, parts.get(used..)?);
    let number = |at: usize| parts.get(at).map_or(Some(0), |p| p.parse::<u32>().ok());
    let (hour, minute, second) = match pattern {
        "S" | "Y" => return Some((compact_clock(parts.first()?)?, 0, left)),
        "n" if half.is_none() => return None,
        _ if used == 1 => (number(0)?, 0, 0),
        _ if used == 2 => (number(0)?, number(1)?, 0),
        _ => (number(0)?, number(1)?, number(2)?),
    };
    let nano = match parts.get(3).filter(|_| pattern.ends_with('f')) {
        Some(fraction) if fraction.len() <= 9 => format!("{fraction:0<9}").parse().ok()?,
        _ => 0,
    };
    let hour = match half {
        Some(Half::Noon) if hour < 3 => hour + 12,
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        Some(Half::Night) if (5..=12).contains(&hour) => hour + 12,
        Some(Half::Morning) if hour == 12 => 0,
        _ => hour,
    };
    if hour == 24 && minute == 0 && second == 0 {
        return Some((NaiveTime::MIN, 24, left));
    }
    Some((
        NaiveTime::from_hms_nano_opt(hour, minute, second, nano)?,
        hour,
        left,
    ))
}

/// Minutes east of UTC in what follows the time of day; the outer `None` where something else follows.
fn zone(shape: &str, parts: &[String]) -> Option<Option<i16>> {
    let shape = shape.trim();
    let Some(sign) = shape.chars().next().filter(|c| "+-".contains(*c)) else {
        return matches!(shape, "" | "." | "Y").then_some(None);
    };
    let number = |text: &str| text.parse::<i16>().ok();
    let first = parts.first()?;
    let minutes = match shape.get(1..)?.trim_end_matches([' ', '.', 'Y']) {
        "n:n" => number(first)? * 60 + number(parts.get(1)?)?,
        "n" => number(first)? * 60,
        "" | "Y" if first.len() == 4 => number(first.get(..2)?)? * 60 + number(first.get(2..)?)?,
        _ => return None,
    };
    let minutes = if sign == '-' { -minutes } else { minutes };
    (minutes.abs() <= 14 * 60).then_some(Some(minutes))
}
