//! Texts → for each of their rarest grams the list of texts that have it there, and for every text the part of each list in which texts may be
//! alike to it. Grams are dealt out into buckets that fit the processor's cache, and each is sorted alone.

use super::grams::{ordinal, starts};
use super::rarity::{Keys, Rarity, short};
use super::sketch::{Sketches, prefix};
use rayon::prelude::*;

/// Texts read at once by one thread.
pub(super) const BATCH: usize = 2_048;
/// Bytes of text a bucket, about: the rarest grams of these are some forty thousand.
const BUCKET: usize = 1 << 19;
const MOST_BUCKET_BITS: u32 = 11;
/// Buckets are gathered in so many rounds.
const ROUNDS: usize = 8;
/// Lists of more texts stay in the order of texts: what is early in them decides most searches. Tests meet both.
const LONG: usize = if cfg!(test) { 8 } else { 1_024 };
#[expect(clippy::cast_possible_truncation, reason = "less than 65,536")]
const LENGTH_OF_LONG: u16 = LONG as u16 + 1;
/// Larger sets are taken to be as large as this.
const MOST_GRAMS: u16 = u16::MAX / 5;

/// One text in the list of one gram.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Posting {
    pub(super) text: u32,
    /// Its distinct grams, at most [`MOST_GRAMS`].
    pub(super) size: u16,
    /// Four times the most grams of a text that is alike to it and shares this gram with it, but no rarer one.
    reach: u16,
}

impl Posting {
    /// Of a text of `size` grams, so many of which are rarer than this one. Of a and b grams, at least 4 (a + b) / 9 are in both texts,
    /// and at most a − rarer: hence 4 b <= 5 a − 9 rarer.
    fn of(text: u32, size: u32, rarer: u16) -> Self {
        let reach = match u32::from(MOST_GRAMS) < size {
            true => u16::MAX,
            false => (5 * Self::most(size)).saturating_sub(rarer.saturating_mul(9)),
        };
        Self {
            text,
            size: Self::most(size),
            reach,
        }
    }

    /// A number of grams as it is written here.
    pub(super) fn most(grams: u32) -> u16 {
        u16::try_from(grams).unwrap_or(u16::MAX).min(MOST_GRAMS)
    }

    /// False only where a text of `size` grams cannot be alike to this one, or they share a rarer gram.
    pub(super) fn reaches(&self, size: u16) -> bool {
        self.reach >= 4 * size
    }
}

/// The part of a list in which texts may be alike to a text.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    /// Where it begins in the bucket.
    start: u32,
    /// How long it is; 0 for none. Beyond [`LONG`] it is that of a long list, which begins there, and what is beyond are the most grams of a
    /// text that may be alike.
    length: u16,
    /// The place of the text in its batch.
    text: u16,
}

/// One of the rarest grams of a text.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    gram: u32,
    /// The place of the text in its batch.
    text: u16,
    /// How many grams of the text are rarer, at most [`u16::MAX`].
    rarer: u16,
}

/// Neighbouring texts that were read.
struct Batch {
    sketches: Sketches,
    /// By bucket, then by text and rarity.
    entries: Vec<Entry>,
    /// Where the entries of every bucket end.
    ends: Vec<u32>,
}

impl Batch {
    fn read(texts: &[&str], rarity: &Rarity, mut sketches: Sketches, bits: u32) -> Self {
        let mut keys = Keys::default();
        let mut read: Vec<Entry> = Vec::new();
        for (text, at) in texts.iter().zip(0..) {
            rarity.keys(text, &mut keys);
            sketches.push(keys.all());
            let rarest = keys.rarest(prefix(keys.all().len()));
            let entries = rarest.iter().enumerate().map(|(rarer, &key)| Entry {
                gram: short(key),
                text: at,
                rarer: u16::try_from(rarer).unwrap_or(u16::MAX),
            });
            read.extend(entries);
        }
        let mut ends = vec![0_u32; 1 << bits];
        for entry in &read {
            ends[bucket(entry.gram, bits)] += 1;
        }
        starts(&mut ends);
        let mut entries = vec![Entry::default(); read.len()];
        for entry in read {
            let at = &mut ends[bucket(entry.gram, bits)];
            entries[*at as usize] = entry;
            *at += 1;
        }
        Self {
            sketches,
            entries,
            ends,
        }
    }

    fn of_bucket(&self, bucket: usize) -> &[Entry] {
        &self.entries[self.start(bucket)..self.ends[bucket] as usize]
    }

    /// Gives back the memory of the entries of a bucket and those after it.
    fn forget(&mut self, bucket: usize) {
        self.entries.truncate(self.start(bucket));
        self.entries.shrink_to_fit();
    }

    fn start(&self, bucket: usize) -> usize {
        bucket
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize)
    }
}

fn bucket(gram: u32, bits: u32) -> usize {
    ((u64::from(gram) << bits) >> 32) as usize
}

/// The lists of the grams of one bucket, end to end.
#[derive(Debug)]
struct Bucket {
    /// Ascending by size, then text, in long lists by text alone; lists of one text are left out.
    postings: Vec<Posting>,
    /// By text. Windows without an earlier text are left out.
    windows: Vec<Window>,
    /// Where those of every batch end.
    ends: Vec<usize>,
}

impl Bucket {
    fn gather(batches: &[Batch], bucket: usize) -> Self {
        let (mut all, mut keys, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for (batch, first) in batches.iter().zip((0..).step_by(BATCH)) {
            for entry in batch.of_bucket(bucket) {
                let size = batch.sketches.size(entry.text.into());
                let text = first + u32::from(entry.text);
                keys.push((u64::from(entry.gram) << 32) | all.len() as u64);
                all.push(Posting::of(text, size, entry.rarer));
            }
            ends.push(all.len());
        }
        keys.sort_unstable();
        let mut postings: Vec<Posting> = Vec::new();
        let mut windows = vec![Window::default(); all.len()];
        for same in keys.chunk_by_mut(|a, b| *a >> 32 == *b >> 32) {
            if same.len() == 1 {
                continue;
            }
            let start = postings.len();
            if same.len() <= LONG {
                for key in same.iter_mut() {
                    *key = (u64::from(all[low(*key)].size) << 32) | low(*key) as u64;
                }
                same.sort_unstable();
            }
            postings.extend(same.iter().map(|&key| all[low(key)]));
            let of_list = find_windows(&postings[start..], start);
            for (&key, window) in same.iter().zip(of_list) {
                windows[low(key)] = window;
            }
        }
        let mut kept = Vec::with_capacity(windows.iter().filter(|w| w.length > 0).count());
        let mut from = 0;
        for end in &mut ends {
            let of_batch = windows[from..*end].iter();
            kept.extend(of_batch.filter(|window| window.length > 0));
            from = std::mem::replace(end, kept.len());
        }
        postings.shrink_to_fit();
        Self {
            postings,
            windows: kept,
            ends,
        }
    }

    fn of_batch(&self, batch: usize) -> &[Window] {
        let start = batch.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.windows[start..self.ends[batch]]
    }
}

/// The window of every text of a list, which begins at `start` of its bucket; empty where no earlier text is in it.
fn find_windows(list: &[Posting], start: usize) -> impl Iterator<Item = Window> {
    let mut from = 0;
    list.iter().map(move |own| {
        if list.len() > LONG {
            return Window {
                start: ordinal(start),
                length: LENGTH_OF_LONG + own.reach / 4,
                text: place_in_batch(own.text),
            };
        }
        while 5 * u32::from(list[from].size) < 4 * u32::from(own.size) {
            from += 1;
        }
        let near = &list[from..];
        let near = &near[..near.partition_point(|p| own.reaches(p.size))];
        let may_be_alike = |p: &Posting| p.text < own.text && p.reaches(own.size);
        let first = near.iter().position(may_be_alike).unwrap_or(near.len());
        let last = near.iter().rposition(may_be_alike);
        Window {
            start: ordinal(start + from + first),
            length: last.map_or(0, |last| length(last + 1 - first)),
            text: place_in_batch(own.text),
        }
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "longer lists are long ones"
)]
fn length(postings: usize) -> u16 {
    postings as u16
}

#[expect(clippy::cast_possible_truncation, reason = "batches are smaller")]
fn place_in_batch(text: u32) -> u16 {
    (text as usize % BATCH) as u16
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn low(key: u64) -> usize {
    key as u32 as usize
}

/// The lists of all grams that several texts have among their rarest ones.
#[derive(Debug)]
pub(super) struct Lists {
    pub(super) sketches: Sketches,
    buckets: Vec<Bucket>,
}

impl Lists {
    pub(super) fn build(texts: &[&str]) -> Self {
        let rarity = Rarity::count(texts);
        let bytes: usize = texts.iter().map(|t| t.len()).sum();
        let bits = (bytes / BUCKET).max(1).ilog2().min(MOST_BUCKET_BITS);
        let none = || Sketches::new(rarity.grams_a_text());
        let mut batches: Vec<Batch> = texts
            .par_chunks(BATCH)
            .map(|texts| Batch::read(texts, &rarity, none(), bits))
            .collect();
        let mut buckets: Vec<Bucket> = Vec::with_capacity(1 << bits);
        let (all, step) = (1 << bits, (1_usize << bits).div_ceil(ROUNDS));
        // the last first: what was dealt out is given back meanwhile
        for start in (0..all).step_by(step).rev() {
            let round = (start..start + step).into_par_iter();
            buckets.par_extend(round.map(|bucket| Bucket::gather(&batches, bucket)));
            batches.par_iter_mut().for_each(|batch| batch.forget(start));
        }
        let mut sketches = none();
        for batch in batches {
            sketches.append(&batch.sketches);
        }
        Self { sketches, buckets }
    }

    /// What the texts of a batch may be alike to.
    pub(super) fn of_batch(&self, batch: usize) -> Likely<'_> {
        Likely::of(&self.buckets, batch)
    }
}

/// Postings among which texts may be alike to a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Near<'a> {
    pub(super) postings: &'a [Posting],
    /// They ascend by text, and go on to the text itself and beyond.
    pub(super) is_long: bool,
    /// Those of more grams are not meant.
    pub(super) most: u16,
}

/// What the texts of a batch may be alike to.
#[derive(Debug)]
pub(super) struct Likely<'a> {
    near: Vec<Near<'a>>,
    /// Where that of every text ends.
    ends: Vec<u32>,
}

impl<'a> Likely<'a> {
    fn of(buckets: &'a [Bucket], batch: usize) -> Self {
        let windows = || {
            let of_bucket = |b: &'a Bucket| b.of_batch(batch).iter().map(move |w| (b, w));
            buckets.iter().flat_map(of_bucket)
        };
        let mut ends = vec![0_u32; BATCH];
        windows().for_each(|(_, window)| ends[usize::from(window.text)] += 1);
        let total = starts(&mut ends);
        let mut near = vec![Near::default(); total as usize];
        for (bucket, window) in windows() {
            let postings = &bucket.postings[window.start as usize..];
            let most = window.length.checked_sub(LENGTH_OF_LONG);
            let end = most.map_or(window.length.into(), |_| postings.len());
            let at = &mut ends[usize::from(window.text)];
            near[*at as usize] = Near {
                postings: &postings[..end],
                is_long: most.is_some(),
                most: most.unwrap_or(MOST_GRAMS),
            };
            *at += 1;
        }
        Self { near, ends }
    }

    /// Those of a text.
    pub(super) fn near(&self, text: usize) -> &[Near<'a>] {
        let text = text % BATCH;
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.near[start as usize..self.ends[text] as usize]
    }
}
