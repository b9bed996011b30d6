//! Phrases that a reader stumbles over, each with what to write instead. Whoever finds another adds it here.

use super::floors::none;
use super::source::{root, sources};
use super::syntax::words;

/// Phrase, and what to write instead.
const ODD: [(&str, &str); 28] = [
    ("stands at", "is at"),
    ("stands in", "is in, occurs in"),
    ("stands there", "is there"),
    ("stands beside", "is next to"),
    ("stands as", "is written as"),
    ("stood at", "was at"),
    ("stood there", "was there"),
    ("no UTF", "not UTF"),
    ("wanted none", "a whole sentence"),
    ("broke down", "failed"),
    ("is said", "is printed, is reported"),
    ("are said", "are printed, are reported"),
    ("dealt with", "handled"),
    ("holds firmly", "fits well"),
    ("hold firmly", "fit well"),
    ("holds it firmly", "fits it well"),
    ("parted at", "divided at"),
    ("the one with the least", "the one with the smallest"),
    ("flatter", "are too optimistic"),
    ("strike out", "delete"),
    ("stood still", "did not change"),
    ("at the share of", "where its earlier share implies"),
    ("has held another share", "has risen, has fallen"),
    ("cannot stand", "is not allowed"),
    ("a bug in tousu", "internal error"),
    ("as one goes", "step by step"),
    ("that is none", "that is not one"),
    ("all the same", "anyway, nevertheless"),
];

fn texts() -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = sources()
        .iter()
        .filter(|s| !s.test)
        .map(|s| (s.path.clone(), s.prose.clone()))
        .collect();
    for folder in ["", "docs", "docs/zh", "benches", "corpora", "models"] {
        let Ok(entries) = std::fs::read_dir(root().join(folder)) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "md") {
                let text = std::fs::read_to_string(&path).unwrap();
                let name = path.strip_prefix(root()).unwrap();
                texts.push((name.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    texts
}

#[test]
fn no_odd_english() {
    let mut found = Vec::new();
    for (path, text) in texts() {
        let text = text.to_lowercase();
        // `it is no word`, but not `there is no word`
        for phrase in ["is no", "are no"] {
            for at in words(&text, phrase) {
                if !text[..at].trim_end().ends_with("there") {
                    let line = 1 + text[..at].matches('\n').count();
                    let name = format!("{path} {phrase}");
                    found.push((name, format!("line {line}; better: is not a")));
                }
            }
        }
        for (phrase, better) in ODD {
            for at in words(&text, &phrase.to_lowercase()) {
                let line = 1 + text[..at].matches('\n').count();
                found.push((
                    format!("{path} {phrase}"),
                    format!("line {line}; better: {better}"),
                ));
            }
        }
    }
    none("odd English", found);
}
