//! Commands as a person would type them: quoted for the shell they are read in.

use std::borrow::Cow;

/// The shell a printed command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shell {
    Posix,
    PowerShell,
}

const HERE: Shell = if cfg!(windows) {
    Shell::PowerShell
} else {
    Shell::Posix
};

/// The words of a command as one line.
pub(crate) fn command<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> String {
    let words: Vec<String> = words.into_iter().map(|w| quoted(w.as_ref())).collect();
    words.join(" ")
}

/// One word of a command: in quotes where the shell would otherwise read more into it.
pub(crate) fn quoted(word: &str) -> String {
    quoted_for(HERE, word)
}

fn quoted_for(shell: Shell, word: &str) -> String {
    match shell {
        Shell::Posix if plain(word, "=_-.,:/") => word.to_owned(),
        // only a NUL, which no argument holds, cannot be quoted
        Shell::Posix => shlex::try_quote(word).map_or_else(|_| word.to_owned(), Cow::into_owned),
        Shell::PowerShell => {
            let word = corner_quotes(word);
            if plain(&word, r"=_-.:/\「」") {
                return word;
            }
            // PowerShell reads curly single quotes as straight ones
            let doubled = word.chars().flat_map(|c| {
                let quote = matches!(c, '\'' | '‘' | '’' | '‚' | '‛');
                std::iter::repeat_n(c, 1 + usize::from(quote))
            });
            format!("'{}'", doubled.collect::<String>())
        }
    }
}

fn plain(word: &str, also: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || also.contains(c))
}

/// `"…"` as `「…」`, which the query language takes as well: Windows PowerShell loses straight quotes on the way to a program.
fn corner_quotes(word: &str) -> String {
    let mut open = false;
    let turned = word.chars().map(|c| {
        if c != '"' {
            return c;
        }
        open = !open;
        if open { '「' } else { '」' }
    });
    turned.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_the_shell_they_are_read_in() {
        let cases = [
            ("投诉.csv", "投诉.csv", "投诉.csv"),
            ("a,b", "a,b", "'a,b'"),
            ("", "''", "''"),
            ("it's", "\"it's\"", "'it''s'"),
            ("\"拒开发票\"", "'\"拒开发票\"'", "「拒开发票」"),
            ("\"a b\" -c", "'\"a b\" -c'", "'「a b」 -c'"),
            ("$(rm *)", "'$(rm *)'", "'$(rm *)'"),
        ];
        for (word, posix, powershell) in cases {
            assert_eq!(quoted_for(Shell::Posix, word), posix);
            assert_eq!(quoted_for(Shell::PowerShell, word), powershell);
        }
    }
}
