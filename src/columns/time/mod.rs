//! Text or typed cells → points in time, in the forms that exports write them.
//!
//! Read: `2020/1/6 12:09:38`, `2017-06-08T17:31:20+08:00`, `20180219`, `20240105 15:04`, `22-Apr-15`, `Apr 22, 2015 5:03 PM`,
//! `2019年2月28日 下午3时05分`, `民國112年5月3日`, `03.05.2019`, `5 марта 2019`, the forms of mail headers, JavaScript, Java, Go and
//! Oracle, Excel's serial days and Unix seconds. The order of `03/05/19` and the calendar of `99年5月3日` are one decision a
//! column; see [`OrderVotes`]. The clock time is taken as it is written, unless a column mixes time zones
//! or a zone is asked for ([`Zone`]); the zone of the machine never matters.

mod coarse;
mod column;
mod doubt;
mod format;
mod forms;
mod lex;
mod plain;
#[cfg(test)]
mod tests;
mod votes;
mod zone;

pub use coarse::names_week_or_quarter;
pub use column::{TimeColumn, shortfall};
pub use doubt::TimeDoubt;
pub use format::{TimeFormat, WrittenOrders};
pub use forms::{Order, WrittenTime};
pub use votes::{OrderVotes, TimeReader};
pub use zone::Zone;

/// True where `text` writes a date in a form that is nothing else: separators or a name of a month, not digits alone.
#[must_use]
pub fn looks_like_time(text: &str) -> bool {
    let number = text.trim().parse::<f64>().is_ok();
    !number && text.len() <= 64 && TimeReader::default().read(text).is_some()
}
