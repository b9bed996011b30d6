//! Expands a fragment: `{a|b|}` is one of its alternatives (they nest, one may be empty), `<slot>` is filled by the caller.

use super::rng::Rng;

/// Writes one reading of `fragment` to `out`.
pub(crate) fn expand(
    fragment: &str,
    rng: &mut Rng,
    slot: &mut dyn FnMut(&str, &mut Rng) -> String,
    out: &mut String,
) {
    let mut rest = fragment;
    while let Some(at) = rest.find(['{', '<']) {
        out.push_str(&rest[..at]);
        let inner = &rest[at + 1..];
        if rest[at..].starts_with('<') {
            let end = inner
                .find('>')
                .unwrap_or_else(|| panic!("open slot: {fragment}"));
            let filled = slot(&inner[..end], rng);
            out.push_str(&filled);
            rest = &inner[end + 1..];
        } else {
            let (choices, length) = alternatives(inner, fragment);
            let choice = *rng.pick(&choices);
            expand(choice, rng, slot, out);
            rest = &inner[length..];
        }
    }
    out.push_str(rest);
}

/// The alternatives up to the closing brace, and the bytes up to and with it.
fn alternatives<'a>(inner: &'a str, fragment: &str) -> (Vec<&'a str>, usize) {
    let (mut depth, mut from, mut choices) = (0_u32, 0, Vec::new());
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            b'|' if depth == 0 => {
                choices.push(&inner[from..at]);
                from = at + 1;
            }
            b'}' => {
                choices.push(&inner[from..at]);
                return (choices, at + 1);
            }
            _ => {}
        }
    }
    panic!("open brace: {fragment}")
}
