//! What is important, and what satisfies.

use super::scores::FEW;
use crate::aggregate::figures::{
    Field, Figures, Mean, Point, Quadrant, Service, ServiceFigure, Share,
};

/// Count, value and interval of one type's satisfaction.
type Satisfied = (u64, Option<f64>, Option<f64>, Option<f64>);

pub(super) fn quadrant(service: &Service, figures: &Figures) -> Option<Quadrant> {
    let marks = service
        .measures
        .iter()
        .find(|m| m.figure == ServiceFigure::Satisfaction);
    let yes = service
        .shares
        .iter()
        .find(|s| s.figure == ServiceFigure::Satisfied);
    let of_mean = |m: &Mean| (m.count, m.mean, m.low, m.high);
    let of_share = |s: &Share| (s.denominator, s.share, s.low, s.high);
    let (figure, column, all, types): (_, _, _, Vec<Satisfied>) = match (marks, yes) {
        (Some(m), _) => {
            let types = m.types.iter().map(of_mean).collect();
            (m.figure, &m.column, m.all.mean?, types)
        }
        (None, Some(s)) => {
            let types = s.types.iter().map(of_share).collect();
            (s.figure, &s.column, s.all.share?, types)
        }
        (None, None) => return None,
    };
    let mut quadrant = Quadrant {
        figure,
        column: column.clone(),
        importance: 1.0 / figures.types.len().max(1) as f64,
        satisfaction: all,
        types: Vec::new(),
        too_few: Vec::new(),
    };
    for (t, (count, value, low, high)) in figures.types.iter().zip(types) {
        let (Some(importance), Some(satisfaction), Some(low), Some(high), true) =
            (t.share.share, value, low, high, count >= FEW)
        else {
            quadrant.too_few.push(t.name.clone());
            continue;
        };
        let field = match (low > all, high < all, importance > quadrant.importance) {
            (true, _, true) => Some(Field::KeepUp),
            (true, _, false) => Some(Field::Maintain),
            (_, true, true) => Some(Field::Concentrate),
            (_, true, false) => Some(Field::LowPriority),
            _ => None,
        };
        quadrant.types.push(Point {
            name: t.name.clone(),
            importance,
            count,
            satisfaction,
            low,
            high,
            field,
        });
    }
    (quadrant.types.len() >= 2).then_some(quadrant)
}
