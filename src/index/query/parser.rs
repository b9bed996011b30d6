//! The parser: recursive descent over the characters, depth and length bounded.

use super::malformed::Malformed;
use super::syntax::{Expr, Leaf, Test};

/// Longest query, in bytes.
const MAX_BYTES: usize = 1 << 16;
/// Deepest nesting of brackets and negations.
const MAX_DEPTH: usize = 50;
/// Most words, strings and tests in one query.
const MAX_LEAVES: usize = 500;

pub(super) type Parsed<T> = Result<T, Malformed>;

/// Reads a query; an empty one means everything.
///
/// ```
/// use tousu::index::query::{parse, Expr};
/// assert!(matches!(parse("退款 -快递"), Ok(Expr::And(parts)) if parts.len() == 2));
/// assert_eq!(parse("退款 (快递").unwrap_err().at, "退款 (快递".len());
/// ```
///
/// # Errors
/// [`Malformed`] says where and what was expected.
pub fn parse(query: &str) -> Parsed<Expr> {
    if query.len() > MAX_BYTES {
        return Err(Malformed::new(
            MAX_BYTES,
            format!("a query has at most {MAX_BYTES} bytes"),
        ));
    }
    let mut p = Parser {
        query,
        at: 0,
        depth: 0,
        leaves: 0,
    };
    p.skip_space();
    if p.at == query.len() {
        return Ok(Expr::All);
    }
    let expr = p.any_of(None)?;
    match p.peek() {
        None => Ok(expr),
        Some(_) => Err(p.wrong("a closing bracket without its opening one")),
    }
}

pub(super) struct Parser<'q> {
    query: &'q str,
    pub(super) at: usize,
    depth: usize,
    leaves: usize,
}

pub(super) fn is_open(c: char) -> bool {
    matches!(c, '(' | '（')
}

fn is_close(c: char) -> bool {
    matches!(c, ')' | '）')
}

fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜')
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－' | '−')
}

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

/// The characters that close a string opened by `c`; `None` if `c` opens none.
pub(super) fn closing(c: char) -> Option<&'static [char]> {
    Some(match c {
        '"' => &['"'],
        '“' | '”' | '„' => &['”', '“'],
        '「' => &['」'],
        '『' => &['』'],
        '＂' => &['＂'],
        _ => return None,
    })
}

pub(super) fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_open(c) || is_close(c) || is_bar(c) || closing(c).is_some()
}

impl<'q> Parser<'q> {
    pub(super) fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    pub(super) fn skip_space(&mut self) {
        self.at = self.query.len() - self.rest().trim_start().len();
    }

    pub(super) fn wrong(&self, problem: &str) -> Malformed {
        Malformed::new(self.at, problem)
    }

    /// True, and steps over it, where the next character satisfies `is`.
    pub(super) fn eat(&mut self, is: impl Fn(char) -> bool) -> bool {
        match self.peek() {
            Some(c) if is(c) => {
                self.bump(c);
                true
            }
            _ => false,
        }
    }

    /// True, and steps over it, where one of the words is here, alone.
    pub(super) fn eat_keyword(&mut self, words: &[&str]) -> bool {
        let rest = self.rest();
        for word in words {
            if let Some(after) = rest.strip_prefix(word)
                && after.chars().next().is_none_or(ends_word)
            {
                self.at += word.len();
                return true;
            }
        }
        false
    }

    fn at_or(&mut self) -> bool {
        let mut found = false;
        while self.eat(is_bar) {
            found = true;
        }
        found || self.eat_keyword(&["OR", "或"])
    }

    /// `a b OR c d`; inside `column:( … )` the bare values belong to `column`.
    fn any_of(&mut self, column: Option<&Leaf>) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.wrong(&format!("brackets go at most {MAX_DEPTH} deep")));
        }
        let mut branches = vec![self.all_of(column)?];
        loop {
            self.skip_space();
            if !self.at_or() {
                break;
            }
            branches.push(self.all_of(column)?);
        }
        self.depth -= 1;
        Ok(one_or(branches, Expr::Or))
    }

    fn all_of(&mut self, column: Option<&Leaf>) -> Parsed<Expr> {
        let mut parts = Vec::new();
        loop {
            self.skip_space();
            let at = self.at;
            if self.peek().is_none_or(is_close) || self.at_or() {
                self.at = at;
                break;
            }
            if self.eat_keyword(&["AND", "且"]) {
                if parts.is_empty() {
                    self.at = at;
                    return Err(self.wrong("expected a word before this"));
                }
                self.skip_space();
                if self.peek().is_none_or(is_close) {
                    return Err(self.wrong("expected a word after AND"));
                }
                continue;
            }
            parts.push(self.part(column)?);
        }
        if parts.is_empty() {
            return Err(self.wrong("expected a word, a \"string\", 列:值 or ( here"));
        }
        Ok(one_or(parts, Expr::And))
    }

    fn part(&mut self, column: Option<&Leaf>) -> Parsed<Expr> {
        let start = self.at;
        let minus = self.eat(is_minus);
        if minus && self.peek().is_none_or(|c| c.is_whitespace() || is_close(c)) {
            self.at = start;
            return self.word(column); // a lone dash is text
        }
        if minus || self.eat_keyword(&["NOT"]) {
            self.skip_space();
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(self.wrong(&format!("negations go at most {MAX_DEPTH} deep")));
            }
            if self.peek().is_none_or(is_close) {
                return Err(self.wrong("expected what to leave out"));
            }
            let inner = self.part(column)?;
            self.depth -= 1;
            return Ok(Expr::Not(Box::new(inner)));
        }
        match self.peek() {
            Some(c) if is_open(c) => self.bracket(column),
            Some(c) if closing(c).is_some() => self.quoted_part(column),
            _ => self.word(column),
        }
    }

    pub(super) fn bracket(&mut self, column: Option<&Leaf>) -> Parsed<Expr> {
        self.eat(is_open);
        let inner = self.any_of(column)?;
        self.skip_space();
        if self.eat(is_close) {
            return Ok(inner);
        }
        Err(self.wrong("expected a closing bracket )"))
    }

    pub(super) fn count(&mut self) -> Parsed<()> {
        self.leaves += 1;
        if self.leaves > MAX_LEAVES {
            return Err(self.wrong(&format!("a query has at most {MAX_LEAVES} conditions")));
        }
        Ok(())
    }

    /// A string, or a quoted column name followed by a colon.
    fn quoted_part(&mut self, column: Option<&Leaf>) -> Parsed<Expr> {
        let leaf = self.quoted()?;
        if column.is_none() && self.eat(is_colon) {
            return self.column(leaf);
        }
        self.count()?;
        Ok(match column {
            None => Expr::Exact(leaf),
            Some(column) => Expr::Column {
                column: column.clone(),
                test: Test::Is {
                    value: leaf,
                    literal: true,
                },
            },
        })
    }

    pub(super) fn quoted(&mut self) -> Parsed<Leaf> {
        let start = self.at;
        let open = self.peek().unwrap_or('"');
        self.bump(open);
        let ends = closing(open).unwrap_or(&['"']);
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.bump(c);
            if ends.contains(&c) {
                return Ok(self.leaf(start, text));
            }
            let next = self.peek();
            match (c, next) {
                ('\\', Some(n)) if n == '\\' || n == open || ends.contains(&n) => {
                    text.push(n);
                    self.bump(n);
                }
                _ => text.push(c),
            }
        }
        Err(Malformed::new(
            start,
            format!("this quote is not closed: expected {}", ends[0]),
        ))
    }

    /// Bare characters up to white space, a bracket, a bar or a quote.
    pub(super) fn run(&mut self, extra_end: impl Fn(char) -> bool) -> Leaf {
        let start = self.at;
        while let Some(c) = self.peek() {
            if ends_word(c) || extra_end(c) {
                break;
            }
            self.bump(c);
        }
        self.leaf(start, self.query[start..self.at].to_owned())
    }

    /// A piece that was typed from `start` up to here.
    fn leaf(&self, start: usize, text: String) -> Leaf {
        Leaf {
            text,
            at: start..self.at,
        }
    }

    fn word(&mut self, column: Option<&Leaf>) -> Parsed<Expr> {
        if let Some(column) = column {
            let column = column.clone();
            return self.test(column);
        }
        let start = self.at;
        let name = self.run(is_colon);
        let after = self.rest().chars().nth(1);
        let is_name = !name.text.is_empty() && name.text.chars().any(|c| !c.is_ascii_digit());
        if is_name && self.peek().is_some_and(is_colon) && after != Some('/') {
            self.eat(is_colon);
            return self.column(name);
        }
        self.at = start;
        let leaf = self.run(|_| false);
        if leaf.at.is_empty() {
            return Err(self.wrong("expected a word, a \"string\", 列:值 or ( here"));
        }
        self.count()?;
        Ok(if leaf.text == "*" {
            Expr::All
        } else {
            Expr::Word(leaf)
        })
    }
}

fn one_or(mut parts: Vec<Expr>, many: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.len() {
        1 => parts.remove(0),
        _ => many(parts),
    }
}
