//! Words as people wrote them: counted in lower case, shown in the case of the complaints (KTV, A2区).

use super::finding::Exemplar;

/// `word` in the case of the complaints that show the finding; as it is where one of them has it so, and where none holds it otherwise than
/// at the beginning of a sentence.
#[must_use]
pub fn written<'a>(word: &'a str, exemplars: &'a [Exemplar]) -> &'a str {
    if word.chars().all(|c| !c.is_lowercase()) {
        return word;
    }
    let mut forms = exemplars.iter().flat_map(|e| forms(&e.text, word));
    let Some(first) = forms.next() else {
        return word;
    };
    match first == word || forms.any(|form| form == word) {
        true => word,
        false => first,
    }
}

/// The places of `text` that differ from `word` in nothing but case.
fn forms<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.filter_map(move |at| {
        let rest = text.get(at..)?;
        let mut letters = rest.char_indices();
        let same = word.chars().all(|w| {
            let found = letters.next();
            found.is_some_and(|(_, c)| c == w || c.to_lowercase().eq([w]))
        });
        let end = letters.next().map_or(rest.len(), |(at, _)| at);
        let form = rest.get(..end).filter(|_| same)?;
        let begins = text.get(..at)?.trim_end();
        let begins = begins.is_empty() || begins.ends_with(['.', '!', '?', '。', '！', '？']);
        let is_capital = begins && form.chars().skip(1).eq(word.chars().skip(1));
        (form == word || !is_capital).then_some(form)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_shown_as_people_wrote_them() {
        let of = |texts: &[&str]| -> Vec<Exemplar> {
            let each = texts.iter().map(|t| Exemplar {
                text: (*t).to_owned(),
                ..Exemplar::default()
            });
            each.collect()
        };
        let ktv = of(&["楼下KTV音乐太吵", "ＫＴＶ太吵"]);
        assert_eq!(written("楼下ktv音乐", &ktv), "楼下KTV音乐");
        assert_eq!(written("音乐", &ktv), "音乐");
        assert_eq!(written("a2区", &ktv), "a2区");
        let mixed = of(&["A2区扰民", "住在a2区"]);
        assert_eq!(written("a2区", &mixed), "a2区");
        let refund = of(&["Refund me. Refund is late", "My REFUND"]);
        assert_eq!(written("refund", &refund[..1]), "refund");
        assert_eq!(written("refund", &refund), "REFUND");
    }
}
