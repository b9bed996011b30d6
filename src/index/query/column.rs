//! The part of the parser that reads what follows a column's name: a value, a comparison, a range.

use super::parser::{Parsed, Parser, closing, ends_word, is_open};
use super::syntax::{Expr, Leaf, Op, Test};

/// What a comparison sign means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::index) enum Comparison {
    Equal,
    Unequal,
    Ordered(Op),
}

impl Comparison {
    /// The comparison of a column with a value.
    pub(in crate::index) fn test(self, column: Leaf, value: Leaf) -> Expr {
        let test = match self {
            Self::Ordered(op) => Test::Compare(op, value),
            Self::Equal | Self::Unequal => Test::In(vec![value.text]),
        };
        let expr = Expr::Column { column, test };
        match self {
            Self::Unequal => Expr::Not(Box::new(expr)),
            Self::Equal | Self::Ordered(_) => expr,
        }
    }
}

/// The comparison sign that `text` begins with, and what it means.
pub(in crate::index) fn comparison(text: &str) -> Option<(&'static str, Comparison)> {
    use Comparison::{Equal, Ordered, Unequal};
    // a sign comes before those it begins with
    const SIGNS: [(&str, Comparison); 19] = [
        (">=", Ordered(Op::AtLeast)),
        ("<=", Ordered(Op::AtMost)),
        ("!=", Unequal),
        ("<>", Unequal),
        ("==", Equal),
        ("＞＝", Ordered(Op::AtLeast)),
        ("＜＝", Ordered(Op::AtMost)),
        ("＞=", Ordered(Op::AtLeast)),
        ("＜=", Ordered(Op::AtMost)),
        ("！=", Unequal),
        ("≥", Ordered(Op::AtLeast)),
        ("≤", Ordered(Op::AtMost)),
        ("≠", Unequal),
        (">", Ordered(Op::More)),
        ("<", Ordered(Op::Less)),
        ("＞", Ordered(Op::More)),
        ("＜", Ordered(Op::Less)),
        ("＝", Equal),
        ("=", Equal),
    ];
    SIGNS.into_iter().find(|(sign, _)| text.starts_with(sign))
}

impl Parser<'_> {
    /// What follows `name:`.
    pub(super) fn column(&mut self, column: Leaf) -> Parsed<Expr> {
        if self.peek().is_some_and(is_open) {
            return self.bracket(Some(&column));
        }
        if self
            .peek()
            .is_none_or(|c| c.is_whitespace() || ends_word(c) && closing(c).is_none())
        {
            return Err(
                self.wrong("expected a value right after the colon: 列:值, 列:[1 TO 2], 列:>=3")
            );
        }
        self.test(column)
    }

    pub(super) fn test(&mut self, column: Leaf) -> Parsed<Expr> {
        self.count()?;
        if matches!(self.peek(), Some('[' | '［' | '{' | '｛')) {
            let test = self.range()?;
            return Ok(Expr::Column { column, test });
        }
        if let Some((sign, meaning)) = comparison(self.rest()) {
            self.at += sign.len();
            let value = self.value()?;
            return Ok(meaning.test(column, value));
        }
        let literal = self.peek().is_some_and(|c| closing(c).is_some());
        let value = self.value()?;
        let test = if !literal && value.text == "*" {
            Test::Present
        } else {
            Test::Is { value, literal }
        };
        Ok(Expr::Column { column, test })
    }

    fn value(&mut self) -> Parsed<Leaf> {
        if self.peek().is_some_and(|c| closing(c).is_some()) {
            return self.quoted();
        }
        let leaf = self.run(|_| false);
        if leaf.at.is_empty() {
            return Err(self.wrong("expected a value here"));
        }
        Ok(leaf)
    }

    fn range(&mut self) -> Parsed<Test> {
        let low_belongs =
            self.eat(|c| matches!(c, '[' | '［')) || !self.eat(|c| matches!(c, '{' | '｛'));
        let low = self.range_end()?;
        self.skip_space();
        if !self.eat_keyword(&["TO", "to", "至", "到"]) && !self.eat(|c| matches!(c, '~' | '～'))
        {
            return Err(self.wrong("expected TO: 列:[1 TO 2]"));
        }
        let high = self.range_end()?;
        self.skip_space();
        let high_belongs = self.eat(|c| matches!(c, ']' | '］'));
        if !high_belongs && !self.eat(|c| matches!(c, '}' | '｝')) {
            return Err(self.wrong("expected ] at the end of the range"));
        }
        Ok(Test::Range {
            low: low.map(|l| (l, low_belongs)),
            high: high.map(|h| (h, high_belongs)),
        })
    }

    fn range_end(&mut self) -> Parsed<Option<Leaf>> {
        self.skip_space();
        if self.peek().is_some_and(|c| closing(c).is_some()) {
            return self.quoted().map(Some);
        }
        let leaf = self.run(|c| matches!(c, ']' | '］' | '}' | '｝' | '~' | '～'));
        if leaf.at.is_empty() {
            return Err(self.wrong("expected an end of the range: a value, or * for an open end"));
        }
        Ok((leaf.text != "*").then_some(leaf))
    }
}
