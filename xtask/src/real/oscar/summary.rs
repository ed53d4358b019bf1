//! What the example says that it did: `--summary FILE`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::names::Model;
use crate::error::{Error, Explain as _, Result};

/// The numbers of one model in one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New here.
    pub created: u64,
    /// Here before, and changed.
    pub updated: u64,
    /// Read, and found as it was.
    pub unchanged: u64,
    /// Left out on purpose.
    pub skipped: u64,
    /// Could not be imported.
    pub failed: u64,
}

/// The summary of one run.
pub struct Summary {
    models: Value,
}

impl Summary {
    /// Reads the file that the example wrote.
    pub fn read(path: &Path) -> Result<Self> {
        let text =
            fs::read_to_string(path).explain(|| format!("cannot read {}; did the example write its summary there?", path.display()))?;
        let models = serde_json::from_str(&text).explain(|| format!("{} is not JSON", path.display()))?;
        Ok(Self { models })
    }

    /// The numbers of `model`; zeros when the run did not come to it.
    pub fn counts(&self, model: &Model) -> Result<Counts> {
        let Some(found) = self.models.get(model.name) else {
            return Ok(Counts::default());
        };
        let number = |key: &str| {
            let missing = || Error::new(format!("the example's summary tells no `{key}` of {}: {found}", model.name));
            found[key].as_u64().ok_or_else(missing)
        };
        Ok(Counts {
            created: number("created")?,
            updated: number("updated")?,
            unchanged: number("unchanged")?,
            skipped: number("skipped")?,
            failed: number("failed")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::names::{CATEGORY, PRODUCT};
    use super::*;

    #[test]
    fn a_model_without_numbers_counts_nothing_but_one_with_half_of_them_is_refused() {
        let whole = json!({"created": 1, "updated": 2, "unchanged": 3, "skipped": 4, "failed": 5});
        let summary = Summary { models: json!({ "oscar.product": whole }) };
        let expected = Counts { created: 1, updated: 2, unchanged: 3, skipped: 4, failed: 5 };
        assert_eq!(summary.counts(&PRODUCT).unwrap(), expected);
        assert_eq!(summary.counts(&CATEGORY).unwrap(), Counts::default());
        let half = Summary { models: json!({"oscar.product": {"created": 1}}) };
        assert!(half.counts(&PRODUCT).unwrap_err().to_string().contains("`updated`"));
    }
}
