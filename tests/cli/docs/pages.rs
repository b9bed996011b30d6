//! Markdown pages, read just far enough: fenced blocks, links, headings, flags in code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All pages of the project, sorted.
pub(super) fn all() -> Vec<Page> {
    let mut paths = Vec::new();
    for folder in [
        "",
        "docs",
        "docs/zh",
        "benches",
        "corpora",
        "models",
        "examples/spark",
    ] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "md") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().map(|p| Page::read(p)).collect()
}

pub(super) struct Page {
    /// Path from the project's root, with `/`.
    pub(super) name: String,
    pub(super) path: PathBuf,
    text: String,
}

/// A fenced block.
pub(super) struct Block {
    /// Line of its first line in the page, from 1.
    pub(super) line: usize,
    /// What stands behind the opening fence: language, then a word of ours.
    info: String,
    pub(super) text: String,
}

impl Block {
    fn language(&self) -> &str {
        self.info.split(' ').next().unwrap_or_default()
    }

    pub(super) fn is_shell(&self) -> bool {
        ["sh", "powershell"].contains(&self.language())
    }

    pub(super) fn is_rust(&self) -> bool {
        self.language() == "rust"
    }

    pub(super) fn runs(&self) -> bool {
        self.info == "sh"
    }

    /// The file this block shows.
    pub(super) fn file(&self) -> Option<&str> {
        let (_, word) = self.info.split_once(' ')?;
        (word != "no-run").then_some(word)
    }

    /// The words of every command called `name`.
    pub(super) fn commands(&self, name: &str) -> Vec<Vec<String>> {
        let continues = match self.language() {
            "powershell" => "`\n",
            _ => "\\\n",
        };
        commands(&self.text.replace(continues, " "))
            .into_iter()
            .filter(|words| words[0] == name)
            .collect()
    }
}

/// Commands of a shell text, split into words; both kinds of quotes keep words together.
fn commands(text: &str) -> Vec<Vec<String>> {
    let (mut all, mut words, mut word) = (Vec::new(), Vec::new(), None::<String>);
    let mut quote = None;
    let mut comment = false;
    for c in text.chars().chain(['\n']) {
        comment &= c != '\n';
        match (quote, c) {
            _ if comment => {}
            (Some(q), c) if q == c => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => comment = true,
            (None, c) if c.is_whitespace() || "|;&>".contains(c) => {
                words.extend(word.take());
                if !(c == ' ' || words.is_empty()) {
                    all.push(std::mem::take(&mut words));
                }
            }
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    all
}

#[test]
fn a_shell_text_is_split_into_commands() {
    let text = "tousu a 'b c' | head -2  # not this\nx '\"d\" e' > f\n";
    let found = commands(text);
    let wanted: [&[&str]; 4] = [
        &["tousu", "a", "b c"],
        &["head", "-2"],
        &["x", "\"d\" e"],
        &["f"],
    ];
    assert_eq!(found, wanted);
}

impl Page {
    pub(super) fn read(path: &Path) -> Self {
        let name = path.strip_prefix(root()).unwrap_or(path);
        Self {
            name: name.to_string_lossy().replace('\\', "/"),
            path: path.to_path_buf(),
            text: std::fs::read_to_string(path).unwrap(),
        }
    }

    pub(super) fn chinese(&self) -> bool {
        self.name.starts_with("docs/zh/") || self.name.ends_with(".zh-CN.md")
    }

    /// Readers copy commands from these.
    pub(super) fn promises_commands(&self) -> bool {
        self.name.starts_with("docs/") || self.name.starts_with("README")
    }

    /// The name of the same page in the other language.
    pub(super) fn twin(&self) -> String {
        match self.name.strip_prefix("docs/zh/") {
            Some(file) => format!("docs/{file}"),
            None => self.name.replacen("docs/", "docs/zh/", 1),
        }
    }

    pub(super) fn blocks(&self) -> Vec<Block> {
        let (mut blocks, mut open) = (Vec::new(), None::<Block>);
        for (n, line) in self.text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(info)) => {
                    open = Some(Block {
                        line: n + 2,
                        info: info.trim().to_owned(),
                        text: String::new(),
                    });
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(block), None) => block.text += &format!("{line}\n"),
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{}: a block is not closed", self.name);
        blocks
    }

    /// Lines outside blocks, with their numbers from 1.
    fn prose(&self) -> Vec<(usize, &str)> {
        let mut inside = false;
        let lines = self.text.lines().enumerate().map(|(n, line)| (n + 1, line));
        lines
            .filter(|(_, line)| {
                let fence = line.starts_with("```");
                inside ^= fence;
                !inside && !fence
            })
            .collect()
    }

    /// Targets of links into this project, `file#heading`.
    pub(super) fn links(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (n, line) in self.prose() {
            for (at, _) in line.match_indices("](") {
                let rest = &line[at + 2..];
                let target = rest[..rest.find(')').unwrap_or(0)].to_owned();
                if !target.is_empty() && !target.contains("://") {
                    found.push((n, target));
                }
            }
        }
        found
    }

    /// Where a link of this page leads.
    pub(super) fn resolve(&self, target: &str) -> PathBuf {
        let file = target.split('#').next().unwrap_or_default();
        if file.is_empty() {
            return self.path.clone();
        }
        let mut path = self.path.parent().unwrap().to_path_buf();
        for part in file.split('/') {
            match part {
                ".." => drop(path.pop()),
                part => path.push(part),
            }
        }
        path
    }

    /// Headings as a browser addresses them.
    pub(super) fn anchors(&self) -> BTreeSet<String> {
        let headings = self.prose().into_iter().filter(|(_, l)| l.starts_with('#'));
        headings
            .map(|(_, line)| {
                let text = line.trim_start_matches('#').trim().to_lowercase();
                let kept = text
                    .chars()
                    .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
                kept.collect::<String>().replace(' ', "-")
            })
            .collect()
    }

    /// Flags named in code within a line, without the dashes.
    pub(super) fn flags(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (n, line) in self.prose() {
            for code in line.split('`').skip(1).step_by(2) {
                let own = code.starts_with("--") || code.starts_with("tousu");
                let words = code.split(|c: char| c.is_whitespace() || "=[|".contains(c));
                let flags = words
                    .filter_map(|w| w.strip_prefix("--"))
                    .filter(|w| !w.is_empty());
                found.extend(flags.filter(|_| own).map(|w| (n, w.to_owned())));
            }
        }
        found
    }

    /// Names in code in the last cells of tables.
    pub(super) fn last_cells(&self) -> Vec<(usize, String)> {
        let rows = self
            .prose()
            .into_iter()
            .filter(|(_, l)| l.starts_with("| "));
        rows.flat_map(|(n, line)| {
            let last = line.trim_end_matches(" |").rsplit(" | ").next();
            let codes = last.unwrap_or_default().split('`').skip(1).step_by(2);
            codes.map(|c| (n, c.to_owned())).collect::<Vec<_>>()
        })
        .collect()
    }
}
