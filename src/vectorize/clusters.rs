//! Points → groups around centres: k-means from a fixed start, the same on any number of threads.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::KMeans;
use ndarray::Array2;

/// Steps of one start at most.
const STEPS: u64 = 100;

/// The group of every point.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    /// The group of every point, below the number of groups.
    pub groups: Vec<usize>,
    /// Squared distance of every point from the centre of its group.
    pub distances: Vec<f64>,
}

/// Groups the rows of `points` around `k` centres, the best of so many `starts`; absent where there are fewer points than centres, or no
/// centre or start.
#[must_use]
pub fn k_means(points: &Array2<f64>, k: usize, starts: usize) -> Option<Clusters> {
    if k == 0 || starts == 0 || points.nrows() < k {
        return None;
    }
    let dataset = DatasetBase::from(points.view());
    let fitted = KMeans::params(k)
        .n_runs(starts)
        .max_n_iterations(STEPS)
        .fit(&dataset);
    let model = fitted.ok()?;
    let groups: Vec<usize> = model.predict(&dataset).to_vec();
    let centres = model.centroids();
    let distance = |(point, &group): (ndarray::ArrayView1<'_, f64>, &usize)| {
        let to_centre = point.iter().zip(centres.row(group));
        to_centre.map(|(a, b)| (a - b).powi(2)).sum()
    };
    let distances = points.rows().into_iter().zip(&groups).map(distance);
    Some(Clusters {
        distances: distances.collect(),
        groups,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_gather_around_their_centres() {
        let at = |(i, axis): (usize, usize)| {
            let of_group = if i < 10 { 0.0 } else { 5.0 };
            of_group + (i % 3) as f64 * 0.1 * (axis as f64 - 0.5)
        };
        let points = Array2::from_shape_fn((20, 2), at);
        let clusters = k_means(&points, 2, 5).unwrap();
        let [first, last] = [0, 19].map(|i| clusters.groups[i]);
        assert_ne!(first, last);
        assert!(clusters.groups[..10].iter().all(|g| *g == first));
        assert!(clusters.distances.iter().all(|d| *d < 0.1));
        assert!(k_means(&points, 21, 5).is_none() && k_means(&points, 0, 5).is_none());
        assert_eq!(k_means(&points, 2, 5), Some(clusters));
    }
}
