//! A question that holds somebody's number → the same question with the pseudonym that the index holds for it.

use super::filter::Filter;
use super::query::{Expr, Leaf, Test};
use super::text::Analyst;

/// Every text of the query that is a number, replaced.
pub(super) fn expr(expr: Expr, analyst: &Analyst) -> Expr {
    let all = |parts: Vec<Expr>| parts.into_iter().map(|p| self::expr(p, analyst)).collect();
    match expr {
        Expr::All => Expr::All,
        Expr::Word(text) => Expr::Word(leaf(text, analyst)),
        Expr::Exact(text) => Expr::Exact(leaf(text, analyst)),
        Expr::Column { column, test } => Expr::Column {
            column,
            test: self::test(test, analyst),
        },
        Expr::Not(inner) => Expr::Not(Box::new(self::expr(*inner, analyst))),
        Expr::And(parts) => Expr::And(all(parts)),
        Expr::Or(parts) => Expr::Or(all(parts)),
    }
}

/// The same for a condition of `--where`.
pub(super) fn filter(filter: &Filter, analyst: &Analyst) -> Filter {
    Filter {
        test: test(filter.test.clone(), analyst),
        ..filter.clone()
    }
}

fn test(test: Test, analyst: &Analyst) -> Test {
    match test {
        Test::Is { value, literal } => Test::Is {
            value: leaf(value, analyst),
            literal,
        },
        Test::In(values) => Test::In(
            values
                .into_iter()
                .map(|v| analyst.asked(v.trim()).unwrap_or(v))
                .collect(),
        ),
        // pseudonyms have no order
        other => other,
    }
}

fn leaf(leaf: Leaf, analyst: &Analyst) -> Leaf {
    Leaf {
        text: analyst.asked(leaf.text.trim()).unwrap_or(leaf.text),
        at: leaf.at,
    }
}
