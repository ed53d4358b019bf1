//! A registry as a table.

use std::fmt;

use super::{Registry, versions};
use crate::Connect;

impl<B: Connect> fmt::Display for Registry<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:32} {:8} {:12} component", "binding", "purpose", "version")?;
        for binding in self.ordered() {
            for version in versions::<B>() {
                for (purpose, name, registered) in binding.named(version) {
                    let why = match registered {
                        None => "of every version".to_owned(),
                        same if same == version => "its own".to_owned(),
                        Some(parent) => format!("of its parent {parent}"),
                    };
                    let version = version.map_or("-", |version| version.value());
                    write!(f, "\n{:32} {purpose:8} {version:12} {name} ({why})", binding.model())?;
                }
            }
        }
        Ok(())
    }
}

impl<B: Connect> fmt::Debug for Registry<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registry<{}>({} bindings)", B::NAME, self.bindings.len())
    }
}
