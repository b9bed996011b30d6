//! Contract checks that every estimator passes, and reference optima.

use super::*;
use crate::types::{Random, TypeSets};
use crate::vectorize::{RowBuffer, Rows};
use linfa::ParamGuard;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2};

/// Rows over `columns` from dense values.
fn rows(dense: &[Vec<f32>]) -> Rows {
    let columns = dense.first().map_or(0, Vec::len);
    let parts: Vec<(Vec<u32>, Vec<f32>)> = dense
        .iter()
        .map(|r| {
            (0_u32..)
                .zip(r.iter().copied())
                .filter(|e| e.1 != 0.0)
                .unzip()
        })
        .collect();
    Rows::from_parts(&parts, columns)
}

/// Three types in noise, 5 columns.
fn noisy(n: usize) -> (Vec<Vec<f32>>, Vec<usize>) {
    let mut random = Random::new(3);
    let mut unit = || random.below(1000) as f32 / 1000.0;
    let dense: Vec<Vec<f32>> = (0..n)
        .map(|i| {
            let mut row: Vec<f32> = (0..5).map(|_| unit()).collect();
            row[i % 3] += 0.7;
            row
        })
        .collect();
    (dense, (0..n).map(|i| i % 3).collect())
}

fn set(dense: &[Vec<f32>], types: &[usize]) -> Labelled {
    Labelled::new(rows(dense), Array1::from_vec(types.to_vec()))
}

/// What every estimator promises.
fn check_estimator(params: &(impl Fit<Rows, Array1<usize>, FitError, Object = Linear> + Sync)) {
    let (dense, types) = noisy(60);
    let all = set(&dense, &types);
    let model = params.fit(&all).unwrap();
    let scores = model.scores(all.records());
    assert_eq!(scores.dim(), (60, 3), "help: one column a type");
    assert!(scores.iter().all(|s| s.is_finite()), "help: no NaN");
    let best: Array1<usize> = model.predict(&all);
    let right = best.iter().zip(&types).filter(|e| e.0 == e.1).count();
    assert!(right > 40, "help: learns something; right: {right}");
    assert_eq!(
        model,
        params.fit(&all).unwrap(),
        "help: take the seed from params"
    );
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let again = pool.install(|| params.fit(&all).unwrap());
        assert_eq!(model, again, "help: the same on {threads} threads");
    }
    let short = Labelled::new(rows(&dense), Array1::from_vec(types[1..].to_vec()));
    assert!(params.fit(&short).is_err(), "help: compare lengths first");
    assert!(params.fit(&set(&[], &[])).is_err(), "help: refuse nothing");
    // one type; one row a type; equal rows; empty rows
    let flat = |n: usize| vec![vec![0.0; 3]; n];
    let one = vec![vec![1.0, 0.0, 0.0]; 4];
    for (dense, types) in [
        (one.clone(), vec![0; 4]),
        (dense[..3].to_vec(), vec![0, 1, 2]),
        (one, vec![0, 1, 0, 1]),
        (flat(4), vec![0, 1, 1, 0]),
    ] {
        let model = params.fit(&set(&dense, &types)).unwrap();
        let scores = model.scores(&rows(&dense));
        assert!(
            scores.iter().all(|s| s.is_finite()),
            "help: degenerate rows end well"
        );
    }
}

#[test]
fn every_estimator_keeps_the_contract() {
    check_estimator(&SvmParams::default());
    check_estimator(&LogisticParams::default());
    check_estimator(&BayesParams::default());
}

#[test]
fn wrong_settings_are_named_with_their_value() {
    let message = |e: FitError| e.to_string();
    assert_eq!(
        message(SvmParams::default().c(-1.0).check().unwrap_err()),
        "c must be a finite number above 0, not -1"
    );
    assert!(SvmParams::default().balance(2.0).check().is_err());
    assert!(SvmParams::default().passes(0).check().is_err());
    assert!(
        LogisticParams::default()
            .tolerance(f32::NAN)
            .check()
            .is_err()
    );
    assert!(BayesParams::default().smooth(0.0).check().is_err());
}

/// How far a fitted support vector machine is from the best one at cost `c` for the type `type_id`, relative to the objective: an upper bound from
/// the primal value and a dual point made of the row's losses. 0 is optimal.
fn duality_gap(linear: &Linear, rows: &Rows, y: &[u32], type_id: u32, c: f32) -> f32 {
    let scores = linear.scores(rows);
    let (k, mut buffer) = (type_id as usize, RowBuffer::default());
    // The optimal dual point has alpha = 2c·loss and w = sum(alpha·y·x): compare both sides with that alpha.
    let mut w = vec![0.0_f64; rows.columns()];
    let (mut b, mut losses, mut sum, mut squares) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    for i in 0..rows.len() {
        let sign = if y[i] == type_id { 1.0_f64 } else { -1.0 };
        let loss = (1.0 - sign * f64::from(scores[(i, k)])).max(0.0);
        let alpha = 2.0 * f64::from(c) * loss;
        losses += f64::from(c) * loss * loss;
        sum += alpha;
        squares += alpha * alpha;
        b += alpha * sign;
        let (ids, values) = rows.row(i, &mut buffer);
        for (&id, &v) in ids.iter().zip(values) {
            w[id as usize] += alpha * sign * f64::from(v);
        }
    }
    let primal_norm: f64 = linear
        .weights
        .column(k)
        .iter()
        .chain([&linear.bias[k]])
        .map(|v| f64::from(*v).powi(2))
        .sum();
    let primal = 0.5 * primal_norm + losses;
    let dual_norm: f64 = w.iter().chain([&b]).map(|v| v * v).sum();
    let dual = sum - 0.5 * dual_norm - squares / (4.0 * f64::from(c));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a ratio compared with a tolerance"
    )]
    let gap = ((primal - dual) / primal.max(1e-12)) as f32;
    gap
}

#[test]
fn the_svm_ends_where_primal_and_dual_meet() {
    let (dense, types) = noisy(200);
    let all = set(&dense, &types);
    let params = SvmParams::default().c(1.0).tolerance(1e-4).passes(5000);
    let model = params.fit(&all).unwrap();
    let y: Vec<u32> = types.iter().map(|&t| u32::try_from(t).unwrap()).collect();
    for type_id in 0..3 {
        let gap = duality_gap(&model, all.records(), &y, type_id, 1.0);
        assert!(
            (0.0..1e-3).contains(&gap.abs()),
            "gap {gap} of type {type_id}"
        );
    }
}

#[test]
fn logistic_reaches_the_optimum_of_linfa() {
    let (dense, types) = noisy(150);
    let c = 2.0_f32;
    // linfa leaves the intercept unpenalised: give both the same constant column and no intercept.
    let wide: Vec<Vec<f64>> = dense
        .iter()
        .map(|r| r.iter().map(|v| f64::from(*v)).chain([1.0]).collect())
        .collect();
    let x = Array2::from_shape_vec((150, 6), wide.concat()).unwrap();
    let theirs = linfa_logistic::MultiLogisticRegression::default()
        .alpha(1.0 / f64::from(c))
        .with_intercept(false)
        .max_iterations(2000)
        .gradient_tolerance(1e-8)
        .fit(&linfa::Dataset::new(
            x.clone(),
            Array1::from_vec(types.clone()),
        ))
        .unwrap();
    let theirs = theirs.predict_probabilities(&x);
    let params = LogisticParams::default()
        .c(c)
        .tolerance(1e-5)
        .passes(20_000);
    let fitted = params.fit(&set(&dense, &types)).unwrap();
    let mut ours = fitted.scores(&rows(&dense));
    for mut row in ours.rows_mut() {
        softmax(row.as_slice_mut().unwrap());
    }
    for (a, b) in ours.iter().zip(&theirs) {
        assert!((f64::from(*a) - b).abs() < 5e-3, "ours {a}, linfa {b}");
    }
}

#[test]
fn calibration_finds_the_factor_and_the_curve_rises() {
    let mut random = Random::new(5);
    let mut scores = Array2::zeros((3000, 2));
    let mut truth = Vec::new();
    for mut row in scores.rows_mut() {
        let s = random.below(2000) as f32 / 1000.0 - 1.0;
        row[0] = s;
        // true log-odds are 4s
        let p = 1.0 / (1.0 + (-4.0 * s).exp());
        truth.push(u32::from(random.below(1000) as f32 / 1000.0 >= p));
    }
    let found = calibrate(&[scores], &truth);
    assert!((found.factors[0] - 4.0).abs() < 0.4, "{found:?}");
    let rows = (0..1000)
        .map(|i| (0.5 + i as f32 / 2000.0, i % 3 > 0))
        .collect();
    let curve = Curve::fit(rows);
    for i in 0..100 {
        let (a, b) = (i as f32 / 100.0, (i + 1) as f32 / 100.0);
        assert!(curve.at(a) <= curve.at(b) && curve.at(b) <= 1.0);
    }
    let mut p = [0.5, 0.3, 0.2];
    curve.apply(&mut p);
    assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-6 && p[0] >= p[1]);
}

#[test]
fn packing_keeps_the_best_type() {
    let (dense, types) = noisy(90);
    let all = set(&dense, &types);
    let linear = SvmParams::default().fit(&all).unwrap();
    let hashes: Vec<u64> = (1..=5)
        .map(|i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .collect();
    let mut sorted = hashes;
    sorted.sort_unstable();
    let packed = Packed::new(
        &sorted,
        &[1.0; 5],
        &[30; 5],
        &linear,
        (Occurrence::Log, Link::default()),
        100,
    );
    let mut scratch = Scratch::default();
    scratch.begin();
    scratch.add(sorted[1]);
    let p = packed.probabilities(&mut scratch).to_vec();
    let one = rows(&[vec![0.0, 1.0, 0.0, 0.0, 0.0]]);
    assert_eq!(Prediction::of(&p).best as usize, linear.best(&one)[0]);
    assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-5);
}

/// The largest difference of two models' scores.
fn apart(a: &Linear, b: &Linear, rows: &Rows) -> f32 {
    let difference = a.scores(rows) - b.scores(rows);
    difference.iter().fold(0.0, |worst, d| worst.max(d.abs()))
}

#[test]
fn a_fit_from_dual_variables_of_other_rows_ends_at_the_same_optimum() {
    let (dense, types) = noisy(90);
    let all = set(&dense, &types);
    // the first third held out, as a fold would be
    let (fewer, places) = (
        set(&dense[30..], &types[30..]),
        (30..90).collect::<Vec<_>>(),
    );
    let rows = fewer.records();

    let params = SvmParams::default().tolerance(1e-4).passes(2000);
    let params = params.check().unwrap();
    let dual = params.resume(&all, None).unwrap().1;
    let dual = dual.select(ndarray::Axis(0), &places);
    let warm = params.resume(&fewer, Some(&dual)).unwrap().0;
    let cold = params.fit(&fewer).unwrap();
    assert!(apart(&warm, &cold, rows) < 1e-2);

    let params = LogisticParams::default().tolerance(1e-4).passes(2000);
    let params = params.check().unwrap();
    let dual = params.resume(&all, None).unwrap().1;
    let dual = dual.select(ndarray::Axis(0), &places);
    let warm = params.resume(&fewer, Some(&dual)).unwrap().0;
    let cold = params.fit(&fewer).unwrap();
    assert!(apart(&warm, &cold, rows) < 1e-2);
}

#[test]
fn a_row_of_several_types_is_an_example_of_each() {
    let (dense, types) = noisy(90);
    let all = set(&dense, &types);
    let params = SvmParams::default().tolerance(1e-4).passes(2000);
    let params = params.check().unwrap();
    // type 3: whether a row is of type 0 or 1
    let both = |t: &usize| {
        let t = u32::try_from(*t).unwrap();
        [Some(t), (t < 2).then_some(3)].into_iter().flatten()
    };
    let sets: TypeSets = types.iter().map(both).collect();
    let (linear, _) = params.fit_sets(all.records(), &sets, 4, None).unwrap();
    let alone = params.fit(&all).unwrap();
    let merged: Vec<usize> = types.iter().map(|t| usize::from(*t < 2)).collect();
    let of_both = params.fit(&set(&dense, &merged)).unwrap();
    let (scores, alone) = (linear.scores(all.records()), alone.scores(all.records()));
    let of_both = of_both.scores(all.records());
    for row in 0..90 {
        for k in 0..3 {
            assert!((scores[(row, k)] - alone[(row, k)]).abs() < 1e-2);
        }
        assert!((scores[(row, 3)] - of_both[(row, 1)]).abs() < 1e-2);
    }
}
