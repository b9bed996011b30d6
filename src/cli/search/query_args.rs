//! Which words after `tousu search` are the query and which are flags.
//!
//! A token that is a known flag is a flag, and takes the value that this flag takes. Any other token belongs to the query, also
//! one that begins with a dash (`-好` leaves 好 out), except that two dashes always mean a flag. After `--` everything belongs
//! to the query.

use crate::cli::Cli;
use clap::{Arg, ArgAction, Command, CommandFactory};
use std::ffi::OsString;

/// The arguments with the words of a query behind `--`; those of other commands as they are.
pub(in crate::cli) fn separate_query(args: Vec<OsString>) -> Vec<OsString> {
    let mut root = Cli::command();
    root.build();
    let Some(search) = root.find_subcommand("search") else {
        return args;
    };
    let (mut flags, mut query) = (Vec::new(), Vec::new());
    let mut rest = args.into_iter();
    flags.extend(rest.next());
    let mut in_search = false;
    while let Some(token) = rest.next() {
        let text = token.to_string_lossy().into_owned();
        if in_search && text == "--" {
            query.extend(rest.by_ref());
        } else if let Some(takes_value) = flag(search, &text) {
            flags.push(token);
            if takes_value {
                flags.extend(rest.next());
            }
        } else if !in_search {
            in_search = text == "search";
            flags.push(token);
            if !in_search {
                flags.extend(rest.by_ref());
            }
        } else {
            query.push(token);
        }
    }
    if !query.is_empty() {
        flags.push("--".into());
        flags.extend(query);
    }
    flags
}

/// Whether the token is a flag, and whether the next token is its value.
fn flag(command: &Command, token: &str) -> Option<bool> {
    let takes_value = |arg: &Arg| matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    if let Some(long) = token.strip_prefix("--").filter(|long| !long.is_empty()) {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (long, None),
        };
        let known = command.get_arguments().find(|a| a.get_long() == Some(name));
        return Some(value.is_none() && known.is_some_and(takes_value));
    }
    let mut shorts = token.strip_prefix('-')?.chars();
    let arg = |short: char| {
        let mut arguments = command.get_arguments();
        arguments.find(|a| a.get_short() == Some(short))
    };
    let first = arg(shorts.next()?)?;
    match (takes_value(first), shorts.next()) {
        (takes_value, None) => Some(takes_value),
        (true, Some('=')) => Some(false),
        (true, Some(_)) => None,
        // several in one: -qv
        (false, Some(second)) => {
            let mut others = std::iter::once(second).chain(shorts);
            let all = others.all(|c| arg(c).is_some_and(|a| !takes_value(a)));
            all.then_some(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn separated(line: &str) -> String {
        let args = line.split(' ').map(OsString::from).collect();
        let args: Vec<String> = separate_query(args)
            .into_iter()
            .map(|a| a.into_string().unwrap())
            .collect();
        args.join(" ")
    }

    #[test]
    fn known_flags_are_flags_and_other_words_the_query() {
        for (line, want) in [
            (
                "tousu search 质量 差 --index i",
                "tousu search --index i -- 质量 差",
            ),
            (
                "tousu search 屏幕 -好 --index i",
                "tousu search --index i -- 屏幕 -好",
            ),
            (
                "tousu search -好 -q --index i",
                "tousu search -q --index i -- -好",
            ),
            (
                "tousu -q search -order --sort -n a",
                "tousu -q search --sort -n -- -order a",
            ),
            (
                "tousu search a -qv -o x.csv",
                "tousu search -qv -o x.csv -- a",
            ),
            (
                "tousu search a -o=x.csv -ox",
                "tousu search -o=x.csv -- a -ox",
            ),
            ("tousu search --indx i a", "tousu search --indx -- i a"),
            (
                "tousu search --index=i -- -q --json",
                "tousu search --index=i -- -q --json",
            ),
            (
                "tousu --threads 2 search 10 - 20",
                "tousu --threads 2 search -- 10 - 20",
            ),
            ("tousu search -h", "tousu search -h"),
            ("tousu index search -x a", "tousu index search -x a"),
        ] {
            assert_eq!(separated(line), want, "{line}");
        }
    }
}
