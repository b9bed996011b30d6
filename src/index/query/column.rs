//! The part of the parser that reads what stands after a column's name: a value, a comparison, a range.

use super::parse::{Parsed, Parser, closing, ends_word, is_open};
use super::{Expr, Leaf, Op, Test};

impl Parser<'_> {
    /// What stands after `name:`.
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
        if let Some((op, negated)) = self.operator() {
            let value = self.value()?;
            let test = match op {
                Some(op) => Test::Compare(op, value),
                None => Test::In(vec![value.text]),
            };
            let expr = Expr::Column { column, test };
            return Ok(if negated {
                Expr::Not(Box::new(expr))
            } else {
                expr
            });
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

    /// A comparison sign; the first part is `None` for equality, the flag says "not".
    fn operator(&mut self) -> Option<(Option<Op>, bool)> {
        const SIGNS: [(&str, Option<Op>, bool); 18] = [
            (">=", Some(Op::AtLeast), false),
            ("<=", Some(Op::AtMost), false),
            ("!=", None, true),
            ("<>", None, true),
            ("＞＝", Some(Op::AtLeast), false),
            ("＜＝", Some(Op::AtMost), false),
            ("＞=", Some(Op::AtLeast), false),
            ("＜=", Some(Op::AtMost), false),
            ("！=", None, true),
            ("≥", Some(Op::AtLeast), false),
            ("≤", Some(Op::AtMost), false),
            ("≠", None, true),
            (">", Some(Op::More), false),
            ("<", Some(Op::Less), false),
            ("＞", Some(Op::More), false),
            ("＜", Some(Op::Less), false),
            ("＝", None, false),
            ("=", None, false),
        ];
        for (sign, op, negated) in SIGNS {
            if self.rest().starts_with(sign) {
                self.at += sign.len();
                return Some((op, negated));
            }
        }
        None
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
