//! Names of the figures of service.

use super::Words;
use crate::aggregate::ServiceFigure;

/// A figure as people call it.
pub(in crate::report) fn figure_name(figure: ServiceFigure, w: &Words) -> &'static str {
    match figure {
        ServiceFigure::ResponseTime => w.response_time,
        ServiceFigure::ResolutionTime => w.resolution_time,
        ServiceFigure::Satisfaction => w.satisfaction,
        ServiceFigure::Nps => w.nps,
        ServiceFigure::Answered => w.answered,
        ServiceFigure::Closed => w.closed,
        ServiceFigure::Resolved => w.resolved,
        ServiceFigure::OnTime => w.on_time,
        ServiceFigure::FirstContact => w.first_contact,
        ServiceFigure::Satisfied => w.satisfied,
        ServiceFigure::Repeat => w.repeat,
    }
}
