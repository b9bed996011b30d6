//! Chunks of rows → what a report keeps of them.

use super::rows::is_personal;
use super::{Reporter, corrected};
use crate::bundle::row_hash;
use crate::columns::number;
use crate::ingest::Chunk;
use crate::normalize::Depth;
use crate::types::cell::cell_text;
use crate::types::{Lang, joined};
use rayon::prelude::*;
use std::borrow::Cow;

impl Reporter {
    /// Takes the rows of a chunk in.
    pub fn add(&mut self, chunk: &Chunk) {
        let looks = self.params.looks_for_causes();
        let kept = self.texts(chunk);
        let posteriors = self.types(chunk, &kept);
        let batch = &chunk.batch;
        if let Some(drawer) = &mut self.drawer {
            let codes = self.rows.types.codes();
            let new = codes.len().saturating_sub(batch.num_rows());
            drawer.add(batch, codes.get(new..).unwrap_or_default());
            return;
        }
        let encoders = self.rows.by.par_iter_mut().zip(&self.columns.by);
        encoders.for_each(|(encoder, by)| {
            for row in 0..batch.num_rows() {
                encoder.push(by.value(batch, row).as_deref());
            }
        });
        if let Some(sums) = &mut self.sums {
            let rows = self.rows.said.last(batch.num_rows());
            sums.add(rows, &posteriors, &self.rows.by);
        }
        let normalizer = &self.normalizer;
        for (numbers, &column) in self.rows.numbers.iter_mut().zip(&self.columns.numbers) {
            let array = batch.column(column);
            numbers.values.extend((0..batch.num_rows()).map(|row| {
                cell_text(array.as_ref(), row)
                    .and_then(|cell| number(&cell).filter(|n| !is_personal(normalizer, &cell, *n)))
                    .unwrap_or(f64::NAN)
            }));
        }
        if let Some(column) = self.columns.time {
            self.rows.days.0.add(batch.column(column));
        }
        let time = self.columns.time;
        self.rows.service.add(batch, &self.columns.service, time);
        if let Some(column) = self.columns.decision {
            let array = batch.column(column);
            let review = |row| cell_text(array.as_ref(), row).as_deref() == Some("review");
            self.rows.review.extend((0..batch.num_rows()).map(review));
        }
        if looks {
            self.ids(chunk);
            if let Some(column) = self.columns.confidence {
                self.rows.add_confidence(batch.column(column).as_ref());
            }
        }
        if !self.columns.text.is_empty() {
            for (text, normalized) in kept {
                if looks {
                    self.rows.kept.texts.push(&text);
                }
                self.rows.kept.normalized.push(&normalized);
            }
        }
    }

    /// The text of every row, as it came and normalised; several columns are joined as [`joined`] does.
    fn texts(&self, chunk: &Chunk) -> Vec<(Box<str>, Box<str>)> {
        let batch = &chunk.batch;
        if self.columns.text.is_empty() {
            return Vec::new();
        }
        (0..batch.num_rows())
            .into_par_iter()
            .map(|row| {
                let columns = self.columns.text.iter();
                let cells = columns.filter_map(|&c| cell_text(batch.column(c).as_ref(), row));
                let text = joined(cells).unwrap_or_default().into_owned();
                let normalized = self.normalizer.text(&text, Depth::Words);
                (text.into_boxed_str(), normalized.into_boxed_str())
            })
            .collect()
    }

    /// Types from the column; else from the model, whose posteriors are kept to correct the shares. Gives the posteriors.
    fn types(&mut self, chunk: &Chunk, kept: &[(Box<str>, Box<str>)]) -> Vec<Option<Vec<f32>>> {
        let posteriors = self.posteriors(chunk, kept);
        let types = self.model.as_ref().map_or(&[][..], |(b, _)| b.types());
        for row in 0..chunk.batch.num_rows() {
            let posterior = posteriors.get(row).and_then(Option::as_deref);
            let cell = self
                .columns
                .label
                .and_then(|c| cell_text(chunk.batch.column(c).as_ref(), row));
            let kind = match self.columns.label {
                Some(_) => cell
                    .as_deref()
                    .and_then(|c| types.iter().position(|t| t == c.trim())),
                None => posterior.map(corrected::kind_of),
            };
            let name = kind.and_then(|k| types.get(k)).map(String::as_str);
            self.rows.types.push(cell.as_deref().or(name));
            if self.columns.confidence.is_none() && self.model.is_some() {
                self.rows.add_posterior(posterior);
            }
            if let Some((bundle, _)) = &self.model {
                let trained = kept
                    .get(row)
                    .is_some_and(|row| bundle.trained_on(self.hash(row)));
                self.rows.said.add(kind, posterior, trained);
            }
        }
        posteriors
    }

    /// The hash under which a model knows a text that it was trained on.
    fn hash(&self, (text, normalized): &(Box<str>, Box<str>)) -> u64 {
        let model = self.model.as_ref();
        match model.filter(|(b, _)| !self.params.mask.is_named(&b.card().settings.mask)) {
            Some((_, scorer)) => row_hash(&scorer.normalizer().text(text, Depth::Words)),
            None => row_hash(normalized),
        }
    }

    /// From the `p:` columns where there are types in a column, else by scoring.
    fn posteriors(&self, chunk: &Chunk, kept: &[(Box<str>, Box<str>)]) -> Vec<Option<Vec<f32>>> {
        let Some((bundle, scorer)) = &self.model else {
            return Vec::new();
        };
        if self.columns.label.is_none() {
            let texts: Vec<Option<Cow<'_, str>>> = kept
                .iter()
                .map(|(text, _)| (!text.trim().is_empty()).then_some(Cow::Borrowed(&**text)))
                .collect();
            return scorer.probabilities(&texts);
        }
        let place = |name: &String| self.columns.probabilities.iter().find(|(_, t)| t == name);
        let places: Option<Vec<usize>> = bundle
            .types()
            .iter()
            .map(|t| place(t).map(|p| p.0))
            .collect();
        let Some(places) = places else {
            return Vec::new();
        };
        (0..chunk.batch.num_rows())
            .into_par_iter()
            .map(|row| {
                let one = |c: &usize| {
                    cell_text(chunk.batch.column(*c).as_ref(), row)?
                        .trim()
                        .parse()
                        .ok()
                };
                places.iter().map(one).collect()
            })
            .collect()
    }

    fn ids(&mut self, chunk: &Chunk) {
        let zh = self.params.lang == Lang::Zh;
        for (row, number) in chunk.rows.iter().enumerate() {
            let id = self
                .columns
                .id
                .and_then(|c| cell_text(chunk.batch.column(c).as_ref(), row));
            match id
                .as_deref()
                .map(str::trim)
                .filter(|id| !id.is_empty() && !self.ids_name_people)
            {
                Some(id) => self.rows.kept.ids.push(id),
                None if zh => self.rows.kept.ids.push(&format!("第 {number} 行")),
                None => self.rows.kept.ids.push(&format!("row {number}")),
            }
        }
    }
}
