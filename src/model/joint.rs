//! Several packed models of the same terms made one: a term costs one look-up, however many columns of types there are.

use super::packed::{Link, Occurrence, Packed, Scratch, from_bf16, of_length_one};
use crate::vectorize::Table;

/// Packed models side by side. Each gives what it would give alone, to the bit.
#[derive(Clone, Debug)]
pub struct Joint {
    table: Table,
    terms: usize,
    parts: Vec<Part>,
    /// For every term what each part has of it: its length, then one weight a type; zeros where the part does not know it.
    rows: Vec<u16>,
    stride: usize,
    occurrence: Occurrence,
    /// Some part counts terms of a text's lead more than once.
    sees_leads: bool,
}

#[derive(Clone, Debug)]
struct Part {
    /// Where it begins in a term's row.
    at: usize,
    bias: Vec<f32>,
    link: Link,
    /// How many times a term of a text's lead counts, at least once.
    lead: u8,
}

impl Joint {
    /// Of these models, each with how many times it counts a term of a text's lead; absent for fewer than two, and where they count
    /// occurrences in different ways.
    #[must_use]
    pub fn of(models: &[(&Packed, u8)]) -> Option<Self> {
        let (first, others) = models.split_first()?;
        let occurrence = first.0.occurrence();
        if others.is_empty() || others.iter().any(|m| m.0.occurrence() != occurrence) {
            return None;
        }
        let mut hashes = first.0.hashes().to_vec();
        for (at, (model, _)) in models.iter().enumerate().skip(1) {
            let known = |hash: u64| models[..at].iter().any(|m| m.0.id(hash).is_some());
            let new = model.hashes().iter().filter(|h| !known(**h));
            hashes.extend(new);
        }
        let mut parts = Vec::new();
        let mut stride = 0;
        for (model, lead) in models {
            parts.push(Part {
                at: stride,
                bias: model.bias().to_vec(),
                link: model.link().clone(),
                lead: (*lead).max(1),
            });
            stride += 1 + model.bias().len();
        }
        let mut rows = vec![0; hashes.len() * stride];
        for (row, hash) in rows.chunks_exact_mut(stride).zip(&hashes) {
            for (part, (model, _)) in parts.iter().zip(models) {
                let own = 1 + part.bias.len();
                let of_term = model.id(*hash).map(|id| id as usize * own);
                if let Some(from) = of_term {
                    row[part.at..part.at + own].copy_from_slice(&model.rows()[from..from + own]);
                }
            }
        }
        Some(Self {
            table: Table::new(&hashes),
            terms: hashes.len(),
            sees_leads: parts.iter().any(|p| p.lead > 1),
            parts,
            rows,
            stride,
            occurrence,
        })
    }

    /// Whether [`Scratch::add_leading`] makes a difference.
    #[must_use]
    pub fn sees_leads(&self) -> bool {
        self.sees_leads
    }

    /// Gives the probabilities of the types by every model in turn, after all terms of a text were added, those of its lead besides.
    pub fn probabilities(&self, scratch: &mut Scratch, mut give: impl FnMut(&[f32])) {
        scratch.gather(&self.table, self.terms, |id| {
            self.rows[id as usize * self.stride]
        });
        scratch.gather_leading(&self.table, self.terms);
        let Scratch {
            present,
            counts,
            of_lead,
            scores,
            ..
        } = scratch;
        scores.clear();
        scores.resize(self.stride, 0.0);
        let mut squares = vec![0.0_f32; self.parts.len()];
        for &(id, _) in present.iter() {
            let count = std::mem::take(&mut counts[id as usize]);
            let leading = of_lead.get_mut(id as usize).map_or(0, std::mem::take);
            let from = id as usize * self.stride;
            let row = &self.rows[from..from + self.stride];
            if leading == 0 {
                let value = self.occurrence.value(f32::from(count));
                for (square, part) in squares.iter_mut().zip(&self.parts) {
                    let length = value * from_bf16(row[part.at]);
                    *square += length * length;
                }
                for (s, w) in scores.iter_mut().zip(row) {
                    *s += value * from_bf16(*w);
                }
                continue;
            }
            for (square, part) in squares.iter_mut().zip(&self.parts) {
                let more = leading.saturating_mul(u16::from(part.lead - 1));
                let value = self.occurrence.value(f32::from(count.saturating_add(more)));
                let own = part.at..part.at + 1 + part.bias.len();
                let length = value * from_bf16(row[part.at]);
                *square += length * length;
                for (s, w) in scores[own.clone()].iter_mut().zip(&row[own]) {
                    *s += value * from_bf16(*w);
                }
            }
        }
        for (square, part) in squares.iter().zip(&self.parts) {
            let of_types = part.at + 1..part.at + 1 + part.bias.len();
            let scores = &mut scores[of_types];
            of_length_one(scores, *square, &part.bias);
            part.link.apply(scores);
            give(scores);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Linear;

    /// A model of the terms `hashes`, its weights by chance.
    fn model(hashes: &[u64], types: usize, link: Link) -> Packed {
        let weight = |id: usize, k: usize| {
            let mixed = hashes[id].wrapping_mul(k as u64 * 77 + 13) >> 40;
            f32::from(u16::try_from(mixed % 2000).unwrap()) / 1000.0 - 1.0
        };
        let mut linear = Linear::zeros(hashes.len(), types);
        for ((id, k), w) in linear.weights.indexed_iter_mut() {
            *w = weight(id, k);
        }
        let lengths: Vec<f32> = (0..hashes.len())
            .map(|id| weight(id, 9).abs() + 0.1)
            .collect();
        let frequencies = vec![3; hashes.len()];
        Packed::new(
            hashes,
            &lengths,
            &frequencies,
            &linear,
            (Occurrence::Log, link),
            1000,
        )
    }

    #[test]
    fn models_say_together_what_each_says_alone() {
        let hashes: Vec<u64> = (1..80_u64)
            .map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .collect();
        let models = [
            model(&hashes[..50], 3, Link::default()),
            model(&hashes[20..], 5, Link::Logistic),
            model(&hashes[10..70], 2, Link::default()),
        ];
        let leads = [1_u8, 3, 2];
        let joint = Joint::of(&[0, 1, 2].map(|m| (&models[m], leads[m]))).unwrap();
        let (mut scratch, mut own) = (Scratch::default(), Scratch::default());
        for text in 0..40_usize {
            let terms: Vec<u64> = (0..text * 3).map(|i| hashes[(i * i + text) % 79]).collect();
            let lead = &terms[..text % 7 * text / 5];
            scratch.begin();
            terms.iter().for_each(|h| scratch.add(*h));
            lead.iter().for_each(|h| scratch.add_leading(*h));
            let mut together = Vec::new();
            joint.probabilities(&mut scratch, |p| together.push(p.to_vec()));
            for ((model, times), together) in models.iter().zip(leads).zip(&together) {
                own.begin();
                for (at, h) in terms.iter().enumerate() {
                    let times = if at < lead.len() { times } else { 1 };
                    (0..times).for_each(|_| own.add(*h));
                }
                assert_eq!(
                    model.probabilities(&mut own),
                    together.as_slice(),
                    "text {text}"
                );
            }
        }
        assert!(
            Joint::of(&[(&models[0], 1)]).is_none(),
            "one needs no other"
        );
    }
}
