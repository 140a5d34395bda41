//! A list of steps, run one after the other, with a summary a person can read.

use crate::command::Outcome;
use std::time::{Duration, Instant};

/// What has been run so far.
pub struct Steps {
    started: Instant,
    done: Vec<(String, Verdict, Duration)>,
}

enum Verdict {
    Passed,
    /// It ran, except for a part that this machine cannot do; the sentence says which.
    PassedInPart(String),
    Failed(String),
    NotRun(String),
}

impl Steps {
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
            done: Vec::new(),
        }
    }

    /// Runs a step. A failure is told at once and again at the end; the next steps still run.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome) -> bool {
        self.partly(name, || work().map(|()| None))
    }

    /// Runs a step that may have to leave out a part, and then says which.
    pub fn partly(&mut self, name: &str, work: impl FnOnce() -> Outcome<Option<String>>) -> bool {
        println!("\n── {name}");
        let start = Instant::now();
        let verdict = match work() {
            Ok(None) => Verdict::Passed,
            Ok(Some(missing)) => Verdict::PassedInPart(missing),
            Err(failure) => Verdict::Failed(failure),
        };
        let time = start.elapsed();
        match &verdict {
            Verdict::PassedInPart(missing) => println!("   NOT CHECKED HERE: {missing}"),
            Verdict::Failed(failure) => println!("   FAILED: {failure}"),
            Verdict::Passed | Verdict::NotRun(_) => {}
        }
        println!("   {:.1} s", time.as_secs_f64());
        let passed = !matches!(verdict, Verdict::Failed(_));
        self.done.push((name.to_owned(), verdict, time));
        passed
    }

    /// Notes steps that make no sense after what failed before.
    pub fn not_run(&mut self, names: &[&str], why: &str) {
        for name in names {
            let verdict = Verdict::NotRun(why.to_owned());
            self.done
                .push(((*name).to_owned(), verdict, Duration::ZERO));
        }
    }

    /// Prints the summary, and fails if any step did not pass.
    pub fn finish(self) -> Outcome {
        println!("\n── summary");
        for (name, verdict, time) in &self.done {
            let (mark, note) = match verdict {
                Verdict::Passed => ("passed", String::new()),
                Verdict::PassedInPart(missing) => {
                    ("passed", format!("  (not checked here: {missing})"))
                }
                Verdict::Failed(_) => ("FAILED", String::new()),
                Verdict::NotRun(why) => ("NOT RUN", format!("  ({why})")),
            };
            println!("   {mark:<8}{:>8.1} s  {name}{note}", time.as_secs_f64());
        }
        let failed = self
            .done
            .iter()
            .filter(|(_, verdict, _)| verdict.is_bad())
            .count();
        println!(
            "   {:>14.1} s  in all\n",
            self.started.elapsed().as_secs_f64()
        );
        println!("{} passed, {failed} failed", self.done.len() - failed);
        if failed == 0 {
            Ok(())
        } else {
            Err(self.failures())
        }
    }

    fn failures(&self) -> String {
        let told = self
            .done
            .iter()
            .filter_map(|(name, verdict, _)| match verdict {
                Verdict::Failed(failure) => Some(format!("{name}: {failure}")),
                _ => None,
            });
        told.collect::<Vec<_>>().join("\n")
    }
}

impl Verdict {
    fn is_bad(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::NotRun(_))
    }
}

#[cfg(test)]
mod tests {
    use super::Steps;

    #[test]
    fn one_failure_fails_the_whole_and_is_told() {
        let mut steps = Steps::new();
        assert!(steps.step("good", || Ok(())));
        assert!(!steps.step("bad", || Err("it broke".to_owned())));
        assert!(steps.partly("in part", || Ok(Some("the network".to_owned()))));
        let failure = steps.finish().unwrap_err();
        assert_eq!(failure, "bad: it broke");
    }

    #[test]
    fn a_step_not_run_is_not_a_pass() {
        let mut steps = Steps::new();
        steps.not_run(&["later"], "the build failed");
        assert!(steps.finish().is_err());
    }
}
