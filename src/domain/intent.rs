//! Why a user did something.

use serde_json::{Map, Value};

use super::text;
use super::violation::Violation;

/// What the user wanted, in their own words. Every part is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserIntent {
    /// The problem that the user set out to solve.
    pub problem_solved: Option<String>,
    /// What hurt before.
    pub pain_point: Option<String>,
    /// What the user wanted to reach.
    pub goal: Option<String>,
    /// What the user expected to happen.
    pub expected_outcome: Option<String>,
    /// How the user would measure success.
    pub impact_metric: Option<String>,
}

impl UserIntent {
    /// How long all its texts are together, in bytes.
    pub fn text_length(&self) -> usize {
        let Self { problem_solved, pain_point, goal, expected_outcome, impact_metric } = self;
        let texts = [problem_solved, pain_point, goal, expected_outcome, impact_metric];
        texts.into_iter().flatten().map(String::len).sum()
    }

    /// Each part with the name of its JSON key.
    fn parts(&self) -> [(&'static str, &Option<String>); 5] {
        [
            ("problemSolved", &self.problem_solved),
            ("painPoint", &self.pain_point),
            ("goal", &self.goal),
            ("expectedOutcome", &self.expected_outcome),
            ("impactMetric", &self.impact_metric),
        ]
    }

    /// Refuses text that can't be stored.
    ///
    /// # Errors
    /// Names the part.
    pub fn check(&self) -> Result<(), Violation> {
        for (field, part) in self.parts() {
            part.as_deref().map_or(Ok(()), text::storable).map_err(|v| v.under(field))?;
        }
        Ok(())
    }

    /// The JSON object that is stored: the parts that are there.
    pub fn to_json(&self) -> Value {
        let parts = self.parts().into_iter();
        let present = parts.filter_map(|(key, part)| Some((key.to_owned(), part.clone()?.into())));
        Value::Object(present.collect())
    }

    /// Reads a stored object. Parts that aren't text are left out.
    pub fn from_json(value: &Value) -> Self {
        let part = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            problem_solved: part("problemSolved"),
            pain_point: part("painPoint"),
            goal: part("goal"),
            expected_outcome: part("expectedOutcome"),
            impact_metric: part("impactMetric"),
        }
    }
}

/// Puts `part` into `object` under `key` when it is there.
pub(super) fn put_text(object: &mut Map<String, Value>, key: &str, part: Option<&String>) {
    if let Some(text) = part {
        object.insert(key.to_owned(), Value::from(text.clone()));
    }
}
