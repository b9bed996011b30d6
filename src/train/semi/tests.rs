//! Every member, the rounds and the student on small made-up rows.

use super::members::Member;
use super::*;
use crate::normalize::MaskParams;
use crate::segment::UserDictionary;
use crate::train::params::TrainParams;
use crate::train::recipe::Lesson;
use crate::train::steps::Steps;
use crate::train::taxonomy::Taxonomy;
use crate::types::{Silent, SplitMix};
use crate::vectorize::Analyzer;
use proptest::prelude::*;

const TYPES: usize = 3;
/// Words of a type.
const WORDS: usize = 24;
/// Labelled rows a type.
const LABELLED: usize = 5;

/// A made-up word.
fn word(kind: usize, i: usize) -> String {
    let mut draws = SplitMix::new((kind * WORDS + i) as u64 + 1);
    let mut letter = |from: &str| {
        let at = draws.below(from.len());
        from[at..=at].to_owned()
    };
    (0..4)
        .map(|_| letter("bcdfghjklmnprstvz") + &letter("aeiou"))
        .collect()
}

/// Texts of four words of one type, by turns of the types.
fn texts(rows: usize, seed: u64) -> Vec<String> {
    let mut draws = SplitMix::new(seed);
    let text = |i: usize| -> String {
        let words: Vec<String> = (0..4)
            .map(|_| word(i % TYPES, draws.below(WORDS)))
            .collect();
        words.join(" ")
    };
    (0..rows).map(text).collect()
}

fn truth(rows: usize) -> Vec<u32> {
    (0..rows)
        .map(|i| u32::try_from(i % TYPES).unwrap())
        .collect()
}

fn corpus(unlabelled: usize, seed: u64) -> Corpus {
    let names: Vec<String> = (0..TYPES).map(|t| format!("t{t}")).collect();
    let rows: Vec<Vec<String>> = (0..TYPES)
        .map(|t| vec![names[t].clone(), format!("{};{}", word(t, 0), word(t, 1))])
        .collect();
    let taxonomy = Taxonomy::from_table("t", &["type".into(), "words".into()], &rows).unwrap();
    let analyzer = Analyzer::new(&UserDictionary::default(), "", MaskParams::named(""));
    let mut steps = Steps {
        observer: &Silent,
        total: 3,
        done: 0,
    };
    let (labelled, unlabelled) = (texts(LABELLED * TYPES, seed), texts(unlabelled, seed + 1));
    let sources = Sources {
        labelled: &labelled,
        unlabelled: &unlabelled,
        taxonomy: Some(&taxonomy),
        type_names: &names,
        analyzer: &analyzer,
        params: &TrainParams::default(),
    };
    Corpus::new(&sources, &mut steps)
}

fn accuracy(given: &[u32], wanted: &[u32]) -> f64 {
    let right = given.iter().zip(wanted).filter(|e| e.0 == e.1).count();
    right as f64 / wanted.len() as f64
}

#[test]
fn every_member_learns_and_the_student_is_no_worse() {
    let corpus = corpus(240, 5);
    let rows = corpus.unlabelled();
    let wanted = truth(rows.len());
    let labelled: Vec<u32> = (0_u32..).take(LABELLED * TYPES).collect();
    let types = truth(labelled.len());
    let lesson = Lesson {
        rows: &labelled,
        types: &types,
        weights: None,
        n_types: TYPES,
        terms: None,
    };
    for (member, least) in [
        (Member::Terms, 0.6),
        (Member::Latent, 0.7),
        (Member::Vectors, 0.7),
        (Member::Words, 0.5),
    ] {
        let scores = member.scores(&corpus, lesson, &rows).unwrap();
        let found = accuracy(&crate::model::best_types(&scores), &wanted);
        assert!(found > least, "{}: {found}", member.name());
    }
    let seeds = Seeds::of(&corpus);
    assert!(
        accuracy(
            &seeds.types,
            &seeds
                .rows
                .iter()
                .map(|r| wanted[*r as usize - labelled.len()])
                .collect::<Vec<_>>()
        ) > 0.99
    );
    let guesses = from_labels(&corpus, &labelled, &types, &seeds).unwrap();
    assert!(accuracy(&guesses.types, &wanted) > 0.9);
    let from_words = cold_start(&corpus, &seeds).unwrap();
    assert!(accuracy(&from_words.types, &wanted) > 0.9);
    let all = 0..guesses.types.len();
    let student = distil(&corpus, (&labelled, &types), &guesses, all).unwrap();
    let taught = crate::model::best_types(&student.scores(&corpus, &rows));
    assert!(accuracy(&taught, &wanted) > 0.9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]
    #[test]
    fn the_number_of_threads_changes_nothing(seed in 0_u64..1000) {
        let labelled: Vec<u32> = (0_u32..).take(LABELLED * TYPES).collect();
        let types = truth(labelled.len());
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let corpus = corpus(60, seed);
                let guesses = from_labels(&corpus, &labelled, &types, &Seeds::of(&corpus)).unwrap();
                let student = distil(&corpus, (&labelled, &types), &guesses, 0..60.min(guesses.types.len())).unwrap();
                (guesses.types, guesses.members, student.scores(&corpus, &labelled))
            })
        };
        prop_assert_eq!(run(1), run(3));
    }
}
