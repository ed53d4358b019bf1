//! What was measured: an object with a key for each name.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::{Error, Explain as _, Result};

/// The figures of one program, or of all.
#[derive(Debug, Default)]
pub struct Figures(Map<String, Value>);

impl Figures {
    /// Of a file.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).explain(|| format!("cannot read {}", file.display()))?;
        Ok(Self(serde_json::from_str(&text).explain(|| format!("{} has no figures", file.display()))?))
    }

    /// Into a file, for programs.
    pub fn write(&self, file: &Path) -> Result<()> {
        fs::write(file, format!("{:#}\n", Value::from(self.0.clone()))).explain(|| format!("cannot write {}", file.display()))
    }

    /// Takes those of a program that should have measured exactly this: names are stable.
    pub fn add(&mut self, other: Self, names: &[String]) -> Result<()> {
        if let Some(unknown) = other.0.keys().find(|name| !names.contains(name)) {
            return Err(Error::new(format!("`{unknown}` was measured, and is not in the list of names (xtask/src/bench/programs.rs)")));
        }
        if let Some(missing) = names.iter().find(|name| !other.0.contains_key(name.as_str())) {
            return Err(Error::new(format!(
                "`{missing}` was not measured, though it is in the list of names (xtask/src/bench/programs.rs)"
            )));
        }
        self.0.extend(other.0);
        Ok(())
    }

    /// A number of one figure: `ours`, `peer` or `ratio`.
    pub fn number(&self, name: &str, key: &str) -> Option<f64> {
        self.0.get(name)?.get(key)?.as_f64()
    }

    /// How many there are, and which goals were missed: by the clock, and by the time of the processors.
    pub fn summary(&self) -> String {
        let mut missed = Vec::new();
        let mut goals = 0;
        for name in self.0.keys() {
            let (Some(goal), Some(ratio)) = (self.number(name, "goal"), self.number(name, "ratio")) else {
                continue;
            };
            goals += 1;
            if ratio > goal {
                let cpu = self.number(name, "cpu_ratio").map(|cpu| format!(", by CPU time {cpu:.2}")).unwrap_or_default();
                missed.push(format!("  {name}: {ratio:.2}{cpu}, goal {goal:.2}"));
            }
        }
        let count = format!("{} figures; of {goals} goals, {} are missed", self.0.len(), missed.len());
        if missed.is_empty() { count } else { format!("{count}:\n{}", missed.join("\n")) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn figures(value: &Value) -> Figures {
        Figures(value.as_object().unwrap().clone())
    }

    #[test]
    fn a_name_that_is_not_in_the_list_is_refused_and_one_that_is_missing() {
        let names = ["a.vs_b".to_owned()];
        let mut all = Figures::default();
        let unknown = all.add(figures(&json!({ "a.vs_c": {} })), &names).unwrap_err().to_string();
        assert!(unknown.contains("`a.vs_c`"), "{unknown}");
        let missing = all.add(Figures::default(), &names).unwrap_err().to_string();
        assert!(missing.contains("`a.vs_b`"), "{missing}");
        all.add(figures(&json!({ "a.vs_b": { "ratio": 2.0 } })), &names).unwrap();
        assert_eq!(all.number("a.vs_b", "ratio"), Some(2.0));
    }

    #[test]
    fn missed_goals_are_named() {
        let all = figures(&json!({
            "a": { "ratio": 1.2, "goal": 1.1, "cpu_ratio": 1.05 },
            "b": { "ratio": 1.0, "goal": 1.1 },
            "c": { "ratio": 5.0 },
        }));
        assert_eq!(all.summary(), "3 figures; of 2 goals, 1 are missed:\n  a: 1.20, by CPU time 1.05, goal 1.10");
    }
}
