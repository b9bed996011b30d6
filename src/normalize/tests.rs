use super::edits::{Edit, Mapped, apply};
use super::table::{is_combining, is_removed};
use super::*;
use proptest::prelude::*;

/// Checks one contextual step on its own: examples, a map that fits, and that it finds nothing more to do.
pub(super) fn step(step: fn(&str) -> Vec<Edit>, examples: &[(&str, &str)]) {
    for (source, wanted) in examples {
        let edits = step(source);
        let done = apply(source, &edits);
        assert_eq!(done, *wanted, "from {source}");
        let mapped = Mapped::of(source).edited(&edits);
        assert_eq!(mapped.text, done, "help: edits must be in order");
        check_map(source, &mapped.text, |r| mapped.source(r));
    }
}

fn check_map(source: &str, text: &str, back: impl Fn(Range<usize>) -> Range<usize>) {
    let mut last = 0;
    for (at, c) in text.char_indices() {
        let from = back(at..at + c.len_utf8());
        assert!(from.end <= source.len() && source.is_char_boundary(from.start));
        assert!(source.is_char_boundary(from.end) && from.start <= from.end);
        assert!(from.start >= last, "not monotone in {source:?}");
        last = from.start;
    }
}

fn bare() -> Normalizer {
    Normalizer::new(NormalizeParams {
        mask: MaskParams::off(),
    })
}

fn exact(text: &str) -> String {
    bare().text(text, Depth::Exact)
}

fn words(text: &str) -> String {
    bare().text(text, Depth::Words)
}

proptest! {
    #[test]
    fn forms_are_mask_and_both_depths_one_after_the_other(
        text in "([退款發票！。 ]{0,4}|<b>|（a）|13812345678|a@b\\.cn|[a-z0-9]{1,9}|\\PC{0,3}){0,6}"
    ) {
        for masker in [Normalizer::default(), bare()] {
            let forms = masker.forms(&text);
            let masked = masker.mask_source(&text);
            prop_assert_eq!(&forms.exact, &exact(&masked));
            prop_assert_eq!(&forms.words, &words(&masked));
            prop_assert_eq!(forms.source, masked);
        }
    }
}

#[test]
fn exact_examples() {
    for (source, wanted) in [
        ("ＡＢＣ　１２３", "abc 123"),
        ("客戶滿意度", "客户满意度"),
        ("退 款\n不 到 账", "退款不到账"),
        ("  a  b\t\n", "a b"),
        ("iPhone 13 手机", "iphone 13 手机"),
        ("ﬁne ½ ㎡ ℃ ①", "fine 1⁄2 m2 °c 1"),
        ("e\u{301}te\u{301}", "été"),
        ("и\u{306}", "й"),
        ("ﾊﾞﾝﾄﾞ", "バンド"),
        ("\u{1112}\u{1161}\u{11ab}", "한"),
        ("退\u{200b}款\u{feff}\u{fe0f}", "退款"),
        ("a\u{200d}\u{0}b", "ab"),
        ("\u{301}x", "\u{301}x"),
        ("don´t ゛", "don´t ゛"),
        ("Straße ΣΑΣ", "strasse σασ"),
        ("", ""),
        (" \u{3000}\n", ""),
        ("😡 👨\u{200d}👩", "😡 👨👩"),
        ("\u{e000}x\u{e001}", "x"),
    ] {
        assert_eq!(exact(source), wanted, "from {source:?}");
    }
}

#[test]
fn words_examples() {
    for (source, wanted) in [
        ("<p>乾淨！！！！</p>", "干净!"),
        ("&lt;br&gt;版權(quán)", "版权"),
        ("客服态度差。。。。。。哈哈哈哈哈", "客服态度差。哈哈哈"),
        ("鎶曡瘔瀹㈡湇", "投诉客服"),
    ] {
        assert_eq!(words(source), wanted, "from {source:?}");
    }
}

#[test]
fn every_character_is_stable_and_maps() {
    for c in '\u{0}'..=char::MAX {
        if c > '\u{323af}' && c < '\u{e0000}' {
            continue;
        }
        let once = exact(c.encode_utf8(&mut [0; 4]));
        assert_eq!(exact(&once), once, "U+{:04X}", u32::from(c));
    }
}

/// Characters that make trouble, beside ordinary ones.
fn trouble() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z0-9 ]{1,4}",
        "[退款客服態度乾淨覆麼]{1,4}",
        "[ \t\n\u{3000}\u{200b}\u{200d}\u{fe0f}\u{ad}]{1,3}",
        "[e\u{301}\u{308}\u{327}и\u{306}ｶ\u{ff9e}\u{1112}\u{1161}\u{11ab}한ㄱㅏ]{1,4}",
        "[ﬁ½㎡①ßİſΣ㍿…´゛ⅷ㈱]{1,3}",
        "[😡👨🏻🇨🇳]{1,3}",
        "[\u{e000}\u{e001}\u{e010}\u{e020}]{1,3}",
        "[<>&;#()（）!！。?]{1,4}",
        "(<br>|&amp;|\\(quán\\)|权\\(quán\\)|鎶曡瘔瀹|13812345678|a@b.cn)",
        "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|p| p.concat())
}

/// Byte offsets that no unit crosses.
fn cuts(text: &str) -> Vec<usize> {
    let kept_next = |at: usize| {
        text[at..]
            .chars()
            .find(|&c| !is_removed(c) && !mask::is_mask_char(c))
    };
    let boundaries = text.char_indices().map(|(i, _)| i).chain([text.len()]);
    boundaries
        .filter(|&i| !kept_next(i).is_some_and(is_combining))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_law(text in trouble(), a in 0_usize..100, b in 0_usize..100) {
        let cuts = cuts(&text);
        prop_assume!(!cuts.is_empty());
        let (a, b) = (cuts[a % cuts.len()], cuts[b % cuts.len()]);
        let part = &text[a.min(b)..a.max(b)];
        let (whole, part) = (exact(&text), exact(part));
        prop_assert!(whole.contains(&part), "{part:?} not in {whole:?}");
    }

    #[test]
    fn exact_is_stable(text in trouble()) {
        let once = exact(&text);
        prop_assert_eq!(exact(&once), once);
    }

    #[test]
    fn maps_agree_with_texts(text in trouble()) {
        for normalizer in [Normalizer::default(), bare()] {
            for depth in [Depth::Exact, Depth::Words] {
                let mapped = normalizer.map(&text, depth);
                prop_assert_eq!(&mapped.text, &normalizer.text(&text, depth));
                check_map(&text, &mapped.text, |r| mapped.source(r));
            }
        }
    }

    #[test]
    fn any_text_passes(text in any::<String>()) {
        let normalizer = Normalizer::default();
        for depth in [Depth::Exact, Depth::Words] {
            let mapped = normalizer.map(&text, depth);
            prop_assert_eq!(&mapped.text, &normalizer.text(&text, depth));
            check_map(&text, &mapped.text, |r| mapped.source(r));
        }
        let masked = normalizer.mask_source(&text).into_owned();
        prop_assert_eq!(normalizer.mask_source(&masked).into_owned(), masked);
    }
}
