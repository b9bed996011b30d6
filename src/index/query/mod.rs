//! query: given what a person typed, gives a tree of conditions, or an error with a caret under the place.
//!
//! ```text
//! *                      everything
//! 退款 发票               both; each as a substring, or by all its words
//! "拒开发票"              exactly these characters, anywhere; \" and \\ inside
//! -快递  NOT 快递         not this
//! a OR b  a | b  a 或 b   one of them; binds looser than a space
//! (a OR b) c              brackets
//! 区域:朝阳  "Sub Co":x   the column's value; * inside means anything; 列:* any value at all
//! 满意度:[1 TO 2]         from 1 to 2; {1 TO 2} leaves the ends out; * is an open end
//! time:>=2024-03          > >= < <= != ; a date means its whole day, month or year
//! 区域:(朝阳 OR 海淀)      several tests of one column
//! ```
//! Full-width quotes, colons, brackets and signs work like the plain ones.

mod column;
mod malformed;
mod parser;
mod syntax;
#[cfg(test)]
mod tests;

pub(super) use column::{Comparison, comparison};
pub use malformed::Malformed;
pub use parser::parse;
pub use syntax::{Expr, Leaf, Op, Test};
