//! Personal numbers in a query → the pseudonyms that the index has for them.

use super::analyzer::Analyzer;
use super::query::{Expr, Leaf, Test};

/// The query with every text that is a personal number replaced by its pseudonym.
pub(super) fn expr(expr: Expr, analyzer: &Analyzer) -> Expr {
    let all = |parts: Vec<Expr>| parts.into_iter().map(|p| self::expr(p, analyzer)).collect();
    match expr {
        Expr::All => Expr::All,
        Expr::Word(text) => Expr::Word(leaf(text, analyzer)),
        Expr::Exact(text) => Expr::Exact(leaf(text, analyzer)),
        Expr::Column { column, test } => Expr::Column {
            column,
            test: self::test(test, analyzer),
        },
        Expr::Not(inner) => Expr::Not(Box::new(self::expr(*inner, analyzer))),
        Expr::And(parts) => Expr::And(all(parts)),
        Expr::Or(parts) => Expr::Or(all(parts)),
    }
}

fn test(test: Test, analyzer: &Analyzer) -> Test {
    match test {
        Test::Is { value, literal } => Test::Is {
            value: leaf(value, analyzer),
            literal,
        },
        Test::In(values) => {
            let values = values.into_iter();
            Test::In(
                values
                    .map(|v| analyzer.pseudonym(v.trim()).unwrap_or(v))
                    .collect(),
            )
        }
        // pseudonyms have no order
        other => other,
    }
}

fn leaf(leaf: Leaf, analyzer: &Analyzer) -> Leaf {
    Leaf {
        text: analyzer.pseudonym(leaf.text.trim()).unwrap_or(leaf.text),
        at: leaf.at,
    }
}
