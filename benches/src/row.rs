//! One line of the report.

use serde::Serialize;
use std::fmt;

/// One measured figure, the peer's beside it, and what was aimed at.
///
/// `ratio` says how many times as good ours is: ours / theirs where more is better, theirs / ours
/// where less is better. Above 1 we are ahead.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    area: String,
    case: String,
    metric: String,
    unit: String,
    ours: f64,
    peer: Option<String>,
    theirs: Option<f64>,
    ratio: Option<f64>,
    goal: Option<String>,
    met: Option<bool>,
    #[serde(skip)]
    better: Better,
}

/// Which way a metric improves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Throughput: more is better.
    Higher,
    /// Time, memory, size: less is better.
    Lower,
}

/// What a row aims at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// At least this many times as good as the peer.
    RatioAtLeast(f64),
    /// Our figure is at least this, in the row's unit.
    AtLeast(f64),
    /// Our figure is at most this, in the row's unit.
    AtMost(f64),
}

impl Row {
    /// A row without figures: the case ("seal 256 MiB, one thread"), the metric ("throughput"), its
    /// unit ("GB/s") and which way it improves.
    #[must_use]
    pub fn new(case: &str, metric: &str, unit: &str, better: Better) -> Self {
        Self {
            area: String::new(),
            case: case.to_owned(),
            metric: metric.to_owned(),
            unit: unit.to_owned(),
            ours: f64::NAN,
            peer: None,
            theirs: None,
            ratio: None,
            goal: None,
            met: None,
            better,
        }
    }

    /// Our figure.
    #[must_use]
    pub fn ours(mut self, figure: f64) -> Self {
        self.ours = figure;
        self
    }

    /// The peer's name and its figure, measured in the same run. Comes after [`Row::ours`].
    #[must_use]
    pub fn beside(mut self, peer: &str, figure: f64) -> Self {
        self.peer = Some(peer.to_owned());
        self.theirs = Some(figure);
        self.ratio = Some(match self.better {
            Better::Higher => self.ours / figure,
            Better::Lower => figure / self.ours,
        });
        self
    }

    /// What is aimed at, judged by the figures given so far.
    #[must_use]
    pub fn goal(mut self, goal: Goal) -> Self {
        let (text, met) = match goal {
            Goal::RatioAtLeast(least) => (
                format!("ratio ≥ {least}"),
                self.ratio.is_some_and(|ratio| ratio >= least),
            ),
            Goal::AtLeast(least) => (format!("≥ {least} {}", self.unit), self.ours >= least),
            Goal::AtMost(most) => (format!("≤ {most} {}", self.unit), self.ours <= most),
        };
        self.goal = Some(text);
        self.met = Some(met);
        self
    }

    pub(crate) fn in_area(mut self, area: &str) -> Self {
        area.clone_into(&mut self.area);
        self
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} | {} | {}: {:.4} {}",
            self.area, self.case, self.metric, self.ours, self.unit
        )?;
        if let (Some(peer), Some(theirs), Some(ratio)) = (&self.peer, self.theirs, self.ratio) {
            write!(f, " | {peer}: {theirs:.4} | ratio {ratio:.3}")?;
        }
        if let (Some(goal), Some(met)) = (&self.goal, self.met) {
            write!(f, " | {goal}: {}", if met { "met" } else { "NOT met" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_above_one_is_always_ahead() {
        let faster = Row::new("a", "throughput", "GB/s", Better::Higher)
            .ours(2.0)
            .beside("peer", 1.0);
        let shorter = Row::new("a", "time", "ms", Better::Lower)
            .ours(1.0)
            .beside("peer", 2.0);
        assert_eq!((faster.ratio, shorter.ratio), (Some(2.0), Some(2.0)));
    }

    #[test]
    fn goals_are_judged() {
        let row = |ours: f64| Row::new("a", "peak memory", "MiB", Better::Lower).ours(ours);
        assert_eq!(row(63.0).goal(Goal::AtMost(64.0)).met, Some(true));
        assert_eq!(row(65.0).goal(Goal::AtMost(64.0)).met, Some(false));
        assert_eq!(row(f64::NAN).goal(Goal::AtMost(64.0)).met, Some(false));
        assert_eq!(row(1.0).goal(Goal::RatioAtLeast(0.5)).met, Some(false));
    }

    #[test]
    fn the_report_has_the_agreed_fields() {
        let row = Row::new("a", "b", "c", Better::Higher)
            .ours(1.0)
            .in_area("z");
        let value = serde_json::to_value(&row).unwrap();
        let mut fields: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
        fields.sort();
        assert_eq!(
            fields,
            [
                "area", "case", "goal", "met", "metric", "ours", "peer", "ratio", "theirs", "unit"
            ]
        );
    }
}
