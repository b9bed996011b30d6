//! A bundle survives the way to bytes and back bit by bit; anything else is refused with one line.

use super::*;
use crate::score::Model;
use crate::train::{LabelledRows, TrainParams, train};
use crate::types::{Random, Silent};

fn small() -> Bundle {
    let mut training = LabelledRows::default();
    for i in 0..40 {
        let (text, label) = match i % 3 {
            0 => (format!("包裹{i}一直没有送到，快递三天没动"), "物流"),
            1 => (format!("退款{i}没有到账，客服说再等"), "退款"),
            _ => (format!("屏幕{i}碎了，质量太差"), "质量"),
        };
        training.texts.push(text);
        training.labels.push(label.to_owned());
    }
    train(&training, &TrainParams::default(), &Silent).unwrap()
}

#[test]
fn comes_back_bit_by_bit_and_scores_the_same() {
    let bundle = small();
    let bytes = bundle.to_bytes();
    let again = Bundle::from_bytes(&bytes).unwrap();
    assert_eq!(again.to_bytes(), bytes);
    assert_eq!(again.hash(), bundle.hash());
    assert_eq!(again.out_of_fold(), bundle.out_of_fold());
    let texts = [Some("快递还没到".into()), None, Some("  ".into())];
    let of = |b: &Bundle| Model::new(b).probabilities(&texts);
    assert_eq!(of(&bundle), of(&again));
    assert!(of(&bundle)[0].is_some() && of(&bundle)[1].is_none() && of(&bundle)[2].is_none());
    assert!(
        bundle.trained_on(row_hash(
            &crate::normalize::Normalizer::default()
                .text("退款1没有到账，客服说再等", crate::normalize::Depth::Words)
        ))
    );
}

#[test]
fn axes_come_back_and_have_none_themselves() {
    let named = |name: &str| {
        let mut parts = Parts::clone(&small().inner);
        parts.card.label = vec![name.to_owned()];
        Bundle::new(parts)
    };
    let bundle = Bundle::of_axes(vec![named("类型"), named("部门")]).unwrap();
    let bytes = bundle.to_bytes();
    let again = Bundle::from_bytes(&bytes).unwrap();
    assert_eq!(again.to_bytes(), bytes);
    let names: Vec<String> = again.all_axes().map(Bundle::axis_name).collect();
    assert_eq!(names, ["类型", "部门"]);
    assert_eq!(again.axes()[0].to_bytes(), named("部门").to_bytes());
    assert!(Bundle::of_axes(vec![named("类型"), named("类型")]).is_err());
    assert!(Bundle::of_axes(Vec::new()).is_err());
    // axes within axes: nothing writes them, and reading refuses them
    let nested = Bundle::of_axes(vec![named("状态"), bundle]).unwrap();
    let said = Bundle::from_bytes(&nested.to_bytes()).unwrap_err();
    assert!(said.to_string().contains("axes itself"), "{said}");
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let of = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| small().to_bytes())
    };
    let one = of(1);
    assert_eq!(one, of(2));
    assert_eq!(one, of(8));
}

#[test]
fn every_changed_byte_and_every_cut_is_refused() {
    let bytes = small().to_bytes();
    let step = (bytes.len() / 400).max(1);
    for at in (0..bytes.len()).step_by(step).chain(0..64) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x41;
        assert!(Bundle::from_bytes(&changed).is_err(), "byte {at}");
        assert!(Bundle::from_bytes(&bytes[..at]).is_err(), "cut at {at}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(Bundle::from_bytes(&longer).is_err());
    let mut newer = bytes;
    newer[8] = 9;
    let said = Bundle::from_bytes(&newer).unwrap_err().to_string();
    assert!(
        said.contains("model format 9") && said.contains("tousu train"),
        "{said}"
    );
}

#[test]
fn a_body_sealed_by_hand_is_checked_as_well() {
    // right checksum, nonsense inside: refused, never a panic
    let mut random = crate::types::Random::new(7);
    for size in [0_usize, 3, 40, 500] {
        let body: Vec<u8> = (0..size).map(|_| random.next().to_le_bytes()[7]).collect();
        assert!(Bundle::from_bytes(&seal(&body).0).is_err());
    }
}

#[test]
fn a_changed_body_sealed_again_is_refused_or_answers() {
    let bytes = small().to_bytes();
    let body = &bytes[HEADER..];
    let mut random = Random::new(11);
    for _ in 0..300 {
        let mut changed = body.to_vec();
        for _ in 0..=random.below(3) {
            let at = random.below(changed.len());
            changed[at] = u8::try_from(random.below(256)).unwrap();
        }
        changed.truncate(changed.len() - random.below(2) * random.below(40));
        if let Ok(bundle) = Bundle::from_bytes(&seal(&changed).0) {
            let model = Model::new(&bundle);
            drop(model.score(&[Some("快递还没到 late".into())]));
            drop(model.explain("退款没有到账"));
        }
    }
}

#[test]
fn parts_that_do_not_fit_each_other_are_refused() {
    let bytes = small().to_bytes();
    let body = &bytes[HEADER..];
    // every section, with so many of its last bytes gone
    let mut at = 0;
    let mut tried = 0;
    while at < body.len() {
        let tag = &body[at..at + 4];
        let length = usize::try_from(u64::from_le_bytes(
            body[at + 4..at + 12].try_into().unwrap(),
        ));
        let length = length.unwrap();
        let end = at + 12 + length;
        for less in [1, 2, 4, 8].into_iter().filter(|n| *n <= length) {
            let mut changed = body[..at + 4].to_vec();
            changed.extend(((length - less) as u64).to_le_bytes());
            changed.extend(&body[at + 12..end - less]);
            changed.extend(&body[end..]);
            tried += 1;
            match Bundle::from_bytes(&seal(&changed).0) {
                Err(e) => assert_eq!(e.to_string().lines().count(), 1, "{e}"),
                Ok(bundle) => {
                    // text may be shorter, and rows that were trained on fewer; nothing that scores may
                    assert!(
                        matches!(tag, b"DICT" | b"STOP" | b"SEEN"),
                        "{tag:?} less {less}"
                    );
                    drop(Model::new(&bundle).score(&[Some("快递还没到".into())]));
                }
            }
        }
        at = end;
    }
    assert!(tried >= 20, "{tried}");
}

/// A model of format 2, made by `tousu train corpora/complaints.csv --label 投诉类型 --where 门店=沙柳店 --keep-terms 2000`.
/// It must load, come back byte for byte and answer as it did when it was made.
#[test]
fn the_golden_bundle_answers_as_ever() {
    let bytes = include_bytes!("../../tests/golden/format-2.tousu");
    let bundle = Bundle::from_bytes(bytes).unwrap();
    assert_eq!(bundle.to_bytes(), bytes);
    let asked = include_str!("../../tests/golden/format-2.tsv");
    for line in asked.lines() {
        let mut cells = line.split('\t');
        let (text, name, confidence) = (
            cells.next().unwrap(),
            cells.next().unwrap(),
            cells.next().unwrap().parse::<f32>().unwrap(),
        );
        let found = Model::new(&bundle).score(&[Some(text.into())])[0].unwrap();
        assert_eq!(bundle.types()[found.best as usize], name, "{text}");
        assert!((found.confidence - confidence).abs() < 1e-5, "{text}");
    }
    assert_eq!(asked.lines().count(), 6);
}
