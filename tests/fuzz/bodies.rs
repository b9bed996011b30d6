//! What is done with arbitrary bytes: by cargo-fuzz (`targets/`, led by coverage), and by `tests/endurance.rs` (seeds put
//! together by chance, no fuzzer needed). Nothing here may panic or leave its promise, whatever the bytes.

use std::cell::OnceCell;
use std::path::PathBuf;
use tousu::bundle::Bundle;
use tousu::index::{parse_filter, query};
use tousu::ingest::{self, InputParams};
use tousu::normalize::{Depth, Normalizer};
use tousu::score::Model;
use tousu::segment::UserDictionary;

/// Its name, and what is done with the bytes.
type Target = (&'static str, fn(&[u8]));

/// Every target by name; its seeds are in `seeds/NAME`.
#[allow(dead_code, reason = "a fuzz target takes one of them")]
pub(crate) const TARGETS: [Target; 12] = [
    ("query", query_language),
    ("filter", filter),
    ("dictionary", dictionary),
    ("normalize", normalize),
    ("mask", mask),
    ("csv", csv),
    ("jsonl", jsonl),
    ("bundle", bundle),
    ("xlsx", xlsx),
    ("xls", xls),
    ("parquet", parquet),
    ("arrow", arrow),
];

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(crate) fn query_language(bytes: &[u8]) {
    drop(query::parse(&text(bytes)));
}

pub(crate) fn filter(bytes: &[u8]) {
    drop(parse_filter(&text(bytes), |name| name.len() < 3));
}

pub(crate) fn dictionary(bytes: &[u8]) {
    drop(UserDictionary::parse("words.txt", &text(bytes)));
}

thread_local! {
    static NORMALIZER: OnceCell<Normalizer> = const { OnceCell::new() };
}

fn with_normalizer(work: impl FnOnce(&Normalizer)) {
    NORMALIZER.with(|n| work(n.get_or_init(Normalizer::default)));
}

/// Both depths are the same with and without a map, and the map gives places between characters of the source.
pub(crate) fn normalize(bytes: &[u8]) {
    let text = text(bytes);
    with_normalizer(|normalizer| {
        for depth in [Depth::Exact, Depth::Words] {
            let mapped = normalizer.map(&text, depth);
            assert_eq!(mapped.text, normalizer.text(&text, depth));
            let mut boundaries = mapped.text.char_indices().map(|(at, _)| at);
            let at = boundaries.nth(bytes.len() / 7).unwrap_or(0);
            for range in [0..mapped.text.len(), at..mapped.text.len(), 0..at] {
                let source = mapped.source(range);
                assert!(text.is_char_boundary(source.start) && text.is_char_boundary(source.end));
            }
        }
        drop(normalizer.garbled(&text));
    });
}

/// What is masked stands between characters, and a masked text holds nothing to mask.
pub(crate) fn mask(bytes: &[u8]) {
    let text = text(bytes);
    with_normalizer(|normalizer| {
        for found in normalizer.personal(&text) {
            assert!(text.get(found.range).is_some_and(|s| !s.is_empty()));
        }
        let masked = normalizer.mask_source(&text);
        let left = normalizer.personal(&masked);
        assert!(left.is_empty(), "{left:?} in {masked:?}");
    });
}

/// Reads a file with these bytes to its end, or to its first error.
fn read(ending: &str, bytes: &[u8]) {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() {
        memory
    } else {
        std::env::temp_dir()
    };
    let path = folder.join(format!("tousu-fuzz-{}.{ending}", std::process::id()));
    if std::fs::write(&path, bytes).is_err() {
        return;
    }
    if let Ok(rows) = ingest::open(&[path.display().to_string()], &InputParams::default()) {
        for chunk in rows {
            if chunk.is_err() {
                break;
            }
        }
    }
    std::fs::remove_file(&path).ok();
}

pub(crate) fn csv(bytes: &[u8]) {
    read("csv", bytes);
}

pub(crate) fn jsonl(bytes: &[u8]) {
    read("jsonl", bytes);
}

pub(crate) fn xlsx(bytes: &[u8]) {
    read("xlsx", bytes);
}

pub(crate) fn xls(bytes: &[u8]) {
    read("xls", bytes);
}

pub(crate) fn parquet(bytes: &[u8]) {
    read("parquet", bytes);
}

pub(crate) fn arrow(bytes: &[u8]) {
    read("arrow", bytes);
}

/// Where the length of a bundle's body stands, its checksum, and the body.
const LENGTH: usize = 12;
const CHECKSUM: usize = 20;
const BODY: usize = 52;

/// A bundle whose length and checksum fit what its body has become: refused, or it answers.
pub(crate) fn bundle(bytes: &[u8]) {
    let mut bytes = bytes.to_vec();
    if bytes.len() >= BODY {
        let length = (bytes.len() - BODY) as u64;
        bytes[LENGTH..CHECKSUM].copy_from_slice(&length.to_le_bytes());
        let sum = blake3::hash(&bytes[BODY..]);
        bytes[CHECKSUM..BODY].copy_from_slice(sum.as_bytes());
    }
    if let Ok(bundle) = Bundle::from_bytes(&bytes) {
        let model = Model::new(&bundle);
        drop(model.score(&[Some("快递还没到 late".into()), None]));
        drop(model.explain("退款没有到账"));
    }
}
