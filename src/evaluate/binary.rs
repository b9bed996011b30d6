//! Scores of probabilities that the answer is yes.

/// How well probabilities tell yes from no.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Auc {
    /// The chance that of a yes and a no the yes has the higher probability, ties counting half.
    pub value: f64,
    /// Its variance, by DeLong, DeLong & Clarke-Pearson (Biometrics 1988).
    pub variance: f64,
}

/// Area under the ROC curve of probabilities and what was true; absent without two rows of each.
#[must_use]
pub fn auc(rows: &[(f64, bool)]) -> Option<Auc> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let yes = sorted.iter().filter(|r| r.1).count();
    let no = sorted.len() - yes;
    if yes < 2 || no < 2 {
        return None;
    }
    // of every row the part of the other side that it is rightly told from
    let (mut of_yes, mut of_no) = (Vec::with_capacity(yes), Vec::with_capacity(no));
    let (mut yes_below, mut no_below) = (0, 0);
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let yes_here = tied.iter().filter(|r| r.1).count();
        let no_here = tied.len() - yes_here;
        let part =
            |below: usize, here: usize, of: usize| (below as f64 + here as f64 / 2.0) / of as f64;
        of_yes.extend(std::iter::repeat_n(part(no_below, no_here, no), yes_here));
        let above = yes - yes_below - yes_here;
        of_no.extend(std::iter::repeat_n(part(above, yes_here, yes), no_here));
        yes_below += yes_here;
        no_below += no_here;
    }
    let value = of_yes.iter().sum::<f64>() / yes as f64;
    let variance = |parts: &[f64]| {
        let squares: f64 = parts.iter().map(|p| (p - value).powi(2)).sum();
        squares / (parts.len() - 1) as f64 / parts.len() as f64
    };
    Some(Auc {
        value,
        variance: variance(&of_yes) + variance(&of_no),
    })
}

/// Mean squared difference between probability and truth (Brier 1950); absent without rows.
#[must_use]
pub fn brier(rows: &[(f64, bool)]) -> Option<f64> {
    let of = |&(p, yes): &(f64, bool)| (p - f64::from(u8::from(yes))).powi(2);
    (!rows.is_empty()).then(|| rows.iter().map(of).sum::<f64>() / rows.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By scikit-learn and numpy:
    /// ```python
    /// from sklearn.metrics import roc_auc_score, brier_score_loss
    /// p = np.array([(i*37 % 41)/40 for i in range(120)]); y = np.array([(i*53 % 100)/100 < .15 + .6*p[i] for i in range(120)])
    /// roc_auc_score(y, p), brier_score_loss(y, p)
    /// k = (p[y][:, None] > p[~y]) + .5*(p[y][:, None] == p[~y]); k.mean(1).var(ddof=1)/y.sum() + k.mean(0).var(ddof=1)/(~y).sum()
    /// ```
    #[test]
    fn scores_are_those_of_scikit_learn() {
        let rows: Vec<(f64, bool)> = (0..120_u32)
            .map(|i| {
                let p = f64::from(i * 37 % 41) / 40.0;
                (p, f64::from(i * 53 % 100) / 100.0 < 0.15 + 0.6 * p)
            })
            .collect();
        let found = auc(&rows).unwrap();
        assert!(
            (found.value - 0.664_717_348_927_875_3).abs() < 1e-9,
            "{found:?}"
        );
        assert!(
            (found.variance - 0.002_468_907_572_657_191).abs() < 1e-9,
            "{found:?}"
        );
        assert!((brier(&rows).unwrap() - 0.253_520_833_333_333_3).abs() < 1e-9);
        assert_eq!(brier(&[]), None);
        assert_eq!(auc(&[(0.1, true), (0.2, false), (0.3, false)]), None);
    }

    proptest! {
        #[test]
        fn turning_answers_round_turns_the_area_round(rows in prop::collection::vec((0_u8..9, any::<bool>()), 4..60)) {
            let of = |turn: bool| -> Vec<(f64, bool)> {
                rows.iter().map(|&(p, yes)| (f64::from(p), yes != turn)).collect()
            };
            if let Some((one, other)) = auc(&of(false)).zip(auc(&of(true))) {
                prop_assert!((one.value + other.value - 1.0).abs() < 1e-12);
                prop_assert!((one.variance - other.variance).abs() < 1e-12);
            }
        }
    }
}
