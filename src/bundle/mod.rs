//! bundle: given the fitted parts and the model card, gives one sealed file, and back.
//!
//! Layout, all little-endian: magic (8 bytes), format version (u32), length of the body (u64), BLAKE3 of version and body
//! (32 bytes), body. The body is sections of tag (4 bytes), length (u64), content. Data only: loading one can never run code.

mod axes;
mod bytes;
mod card;
mod multi;
#[cfg(test)]
mod tests;

pub use card::{Card, HeldOut, Origin, SampleOf, Settings, TypeCard, TypeWords};
pub use multi::Multi;

use crate::error::{Error, Result};
use crate::export::AtomicFile;
use crate::model::{Link, Packed};
use crate::normalize;
use crate::segment;
use crate::vectorize::Terms;
use bytes::{Reader, broken, from_bytes, to_bytes};
use ndarray::Array2;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Version of the layout; a bundle of another version is refused.
pub const FORMAT: u32 = 2;

/// The demonstration model; `models/README.md` says how it was made.
const DEMO: &[u8] = include_bytes!("../../models/demo.tousu");
const MAGIC: &[u8; 8] = b"TOUSU\r\n\x1a";
const HEADER: usize = 8 + 4 + 8 + 32;
/// What to do about a model of another version.
const RETRAIN: &str = "Train it again with `tousu train` of this version.";

/// A model and everything needed to use it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Bundle {
    inner: Arc<Parts>,
    types: Arc<[String]>,
    hash: Arc<str>,
}

/// What a bundle is made of.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// What a person should know about it.
    pub card: Card,
    /// The model.
    pub model: Packed,
    /// Text of the user dictionary; empty without one.
    pub dictionary: String,
    /// Stop words, one a line; empty without any.
    pub stop_words: String,
    /// Held-out probabilities with the truth.
    pub out_of_fold: OutOfFold,
    /// Hash of every training row's normalised text, rising.
    pub trained_on: Vec<u64>,
    /// Models of the same texts for other columns of types, which have no further ones themselves.
    pub axes: Vec<Bundle>,
}

/// Probabilities of training rows by models that had not seen them, in 1/65535.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutOfFold {
    /// The type given, by row.
    pub truth: Vec<u32>,
    /// Rows × types.
    pub probabilities: Array2<f32>,
}

impl OutOfFold {
    /// The same with every probability rounded to what a bundle keeps.
    #[must_use]
    pub fn rounded(mut self) -> Self {
        self.probabilities
            .mapv_inplace(|p| f32::from(short(p)) / 65535.0);
        self
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0..=65535"
)]
fn short(p: f32) -> u16 {
    (p.clamp(0.0, 1.0) * 65535.0).round() as u16
}

impl Bundle {
    /// Seals the parts.
    #[must_use]
    pub fn new(mut parts: Parts) -> Self {
        parts.out_of_fold = parts.out_of_fold.rounded();
        let hash = seal(&body(&parts)).1;
        Self::sealed(parts, &hash)
    }

    fn sealed(parts: Parts, hash: &str) -> Self {
        Self {
            types: parts.card.types.iter().map(|t| t.name.clone()).collect(),
            hash: hash.into(),
            inner: Arc::new(parts),
        }
    }

    /// Reads a bundle from a file; `demo` names the one that is built in, and `FILE#AXIS` an axis of a model as a model of its own.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be read, [`Error::Invalid`] where it is not a whole bundle of this version.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if path == Path::new("demo") {
            return Self::read(DEMO, "demo");
        }
        if let Some(axis) = Self::load_axis(path)? {
            return Ok(axis);
        }
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
        Self::read(&bytes, &path.display().to_string())
    }

    /// Whether `path` names a model: the built-in one, a file that begins as models do, or one that is called a model.
    #[must_use]
    pub fn is_one(path: &Path) -> bool {
        let begins = || -> std::io::Result<bool> {
            let mut start = [0; MAGIC.len()];
            std::fs::File::open(path)?.read_exact(&mut start)?;
            Ok(start == *MAGIC)
        };
        let is_called = path.extension().is_some_and(|e| e == "tousu");
        path == Path::new("demo") || is_called || begins().unwrap_or(false)
    }

    /// Reads a bundle from memory.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not a whole bundle of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Self::read(bytes, "model")
    }

    fn read(bytes: &[u8], place: &str) -> Result<Self> {
        Self::read_one(bytes, place, true)
    }

    /// Axes within axes are refused.
    fn read_one(bytes: &[u8], place: &str, may_have_axes: bool) -> Result<Self> {
        let mut reader = Reader::new(bytes, place);
        if reader.take(MAGIC.len()).ok() != Some(MAGIC.as_slice()) {
            return Err(broken(place, "it is not a tousu model"));
        }
        let format = reader.u32()?;
        if format != FORMAT {
            let message =
                format!("it has model format {format}, and this version reads format {FORMAT}");
            return Err(Error::invalid(place, message, RETRAIN));
        }
        let length = reader.length()?;
        let sum: [u8; 32] = reader.array()?;
        let body = reader.take(length)?;
        if !reader.is_empty() {
            return Err(broken(place, "bytes follow the end of the model"));
        }
        if *blake3::hash(body).as_bytes() != sum {
            return Err(broken(
                place,
                "the model was damaged (its checksum differs)",
            ));
        }
        let parts = parts(body, place, may_have_axes)?;
        Ok(Self::sealed(parts, &hex(&sum)))
    }

    /// The bundle as bytes: the same parts give the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        seal(&body(&self.inner)).0
    }

    /// Writes the bundle beside `path` and moves it there.
    ///
    /// # Errors
    /// [`Error::Io`] where the folder cannot be written; then `path` is as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        AtomicFile::replace(path, &self.to_bytes())
    }

    /// Names of the types, in the order of all scores.
    #[must_use]
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// First 16 hex digits of the checksum: tells two models apart.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What a person should know about it.
    #[must_use]
    pub fn card(&self) -> &Card {
        &self.inner.card
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Packed {
        &self.inner.model
    }

    /// Text of the user dictionary; empty without one.
    #[must_use]
    pub fn dictionary(&self) -> &str {
        &self.inner.dictionary
    }

    /// Stop words, one a line; empty without any.
    #[must_use]
    pub fn stop_words(&self) -> &str {
        &self.inner.stop_words
    }

    /// Whether a training row had the text of this hash; see [`row_hash`].
    #[must_use]
    pub fn trained_on(&self, hash: u64) -> bool {
        self.inner.trained_on.binary_search(&hash).is_ok()
    }

    /// Held-out probabilities with the truth, of at most 20,000 rows.
    #[must_use]
    pub fn out_of_fold(&self) -> &OutOfFold {
        &self.inner.out_of_fold
    }
}

/// Hash of a row's normalised text, as [`Bundle::trained_on`] knows it.
#[must_use]
pub fn row_hash(normalized: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(normalized.as_bytes())
}

fn seal(body: &[u8]) -> (Vec<u8>, String) {
    let sum = blake3::hash(body);
    let mut out = Vec::with_capacity(HEADER + body.len());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&FORMAT.to_le_bytes());
    out.extend_from_slice(&(body.len() as u64).to_le_bytes());
    out.extend_from_slice(sum.as_bytes());
    out.extend_from_slice(body);
    (out, hex(sum.as_bytes()))
}

fn hex(sum: &[u8; 32]) -> String {
    sum.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

fn body(parts: &Parts) -> Vec<u8> {
    let Parts {
        card,
        model,
        dictionary,
        stop_words,
        out_of_fold,
        trained_on,
        axes,
    } = parts;
    let mut out = Vec::new();
    let mut put = |tag: &[u8; 4], content: &[u8]| {
        out.extend_from_slice(tag);
        out.extend_from_slice(&(content.len() as u64).to_le_bytes());
        out.extend_from_slice(content);
    };
    put(b"CARD", &serde_json::to_vec(card).unwrap_or_default());
    put(b"DICT", dictionary.as_bytes());
    put(b"STOP", stop_words.as_bytes());
    put(b"TERM", &to_bytes(model.hashes(), |h| h.to_le_bytes()));
    put(b"WGHT", &to_bytes(model.rows(), |w| w.to_le_bytes()));
    put(b"BIAS", &to_bytes(model.bias(), |b| b.to_le_bytes()));
    put(b"TRUE", &to_bytes(&out_of_fold.truth, |t| t.to_le_bytes()));
    let held = &out_of_fold.probabilities;
    put(b"HELD", &to_bytes(held, |p| short(*p).to_le_bytes()));
    put(b"SEEN", &to_bytes(trained_on, |h| h.to_le_bytes()));
    if !axes.is_empty() {
        put(b"AXES", &axes::section(axes));
    }
    out
}

/// The parts of a body by their tags.
fn sections<'a>(body: &'a [u8], place: &'a str) -> Result<BTreeMap<[u8; 4], &'a [u8]>> {
    let mut reader = Reader::new(body, place);
    let mut sections = BTreeMap::new();
    while !reader.is_empty() {
        let tag: [u8; 4] = reader.array()?;
        let length = reader.length()?;
        sections.insert(tag, reader.take(length)?);
    }
    Ok(sections)
}

fn parts(body: &[u8], place: &str, may_have_axes: bool) -> Result<Parts> {
    let sections = sections(body, place)?;
    let section = |tag: &[u8; 4]| {
        let found = sections.get(tag).copied();
        found.ok_or_else(|| broken(place, "a part of the model is missing"))
    };
    let text = |tag: &[u8; 4]| {
        let text = String::from_utf8(section(tag)?.to_vec());
        text.map_err(|_| broken(place, "a text in it is not UTF-8"))
    };
    let card: Card = serde_json::from_slice(section(b"CARD")?)
        .map_err(|_| broken(place, "its card cannot be read"))?;
    fits(&card, place)?;
    let types = card.types.len();
    let hashes = from_bytes(section(b"TERM")?, u64::from_le_bytes);
    let bias = from_bytes(section(b"BIAS")?, f32::from_le_bytes);
    let rows = from_bytes(section(b"WGHT")?, u16::from_le_bytes);
    let truth = from_bytes(section(b"TRUE")?, u32::from_le_bytes);
    let probability = |bytes| f32::from(u16::from_le_bytes(bytes)) / 65535.0;
    let held: Vec<f32> = from_bytes(section(b"HELD")?, probability);
    let whole = bias.len() == types
        && rows.len() == hashes.len() * (1 + types)
        && truth.iter().all(|t| (*t as usize) < types)
        && card
            .multi
            .as_ref()
            .is_none_or(|m| m.thresholds.len() == types);
    let probabilities = Array2::from_shape_vec((truth.len(), types), held);
    let (true, Ok(probabilities)) = (whole, probabilities) else {
        return Err(broken(place, "its parts do not fit together"));
    };
    let axes = match sections.get(b"AXES") {
        Some(section) if may_have_axes => axes::axes(section, place)?,
        Some(_) => return Err(broken(place, "an axis of it has axes itself")),
        None => Vec::new(),
    };
    Ok(Parts {
        model: Packed::from_parts(
            hashes,
            rows,
            bias,
            card.settings.occurrence,
            match card.multi {
                Some(_) => Link::Logistic,
                None => Link::Softmax(card.settings.curve.clone()),
            },
        ),
        dictionary: text(b"DICT")?,
        stop_words: text(b"STOP")?,
        out_of_fold: OutOfFold {
            truth,
            probabilities,
        },
        trained_on: from_bytes(section(b"SEEN")?, u64::from_le_bytes),
        axes,
        card,
    })
}

/// Refuses a model whose words were made by other rules than this build's.
fn fits(card: &Card, place: &str) -> Result<()> {
    let (found, wanted) = (
        [
            card.normalizer_version,
            card.segment_version,
            card.terms_version,
        ],
        [normalize::VERSION, segment::VERSION, Terms::VERSION],
    );
    if found == wanted {
        return Ok(());
    }
    let [found, wanted] = [found, wanted].map(|v| v.map(|n| n.to_string()).join("."));
    let message = format!(
        "its texts were normalised and cut by rules {found}, and this version has rules {wanted}"
    );
    Err(Error::invalid(place, message, RETRAIN))
}
