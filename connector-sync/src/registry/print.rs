//! A registry as a table.

use std::fmt;

use super::Registry;
use super::entry::Entry;
use crate::Connect;

/// A line of a table.
type Line = [String; 4];

impl<B: Connect> Registry<B> {
    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for binding in self.ordered() {
            let table = binding.table();
            for purpose in table.purposes() {
                for version in self.columns.proven() {
                    if let Some(entry) = table.entry(purpose.id, version) {
                        let component = format!("{} ({})", entry.ty.name, why(entry, version));
                        lines.push([binding.model(), purpose.name, version.unwrap_or("-"), &component].map(str::to_owned));
                    }
                }
            }
        }
        lines
    }
}

/// Why it is taken: `its own`, `of its parent 2, of every binding`.
fn why(entry: &Entry, version: Option<&str>) -> String {
    let near = match entry.version {
        None => "of every version".to_owned(),
        own if own == version => "its own".to_owned(),
        Some(parent) => format!("of its parent {parent}"),
    };
    let shared = if entry.scope.size() > 1 { format!(", of {}", entry.scope) } else { String::new() };
    let replaced = entry.replaced.map(|old| format!(", in the place of {old}")).unwrap_or_default();
    format!("{near}{shared}{replaced}")
}

impl<B: Connect> fmt::Display for Registry<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = vec![["binding", "purpose", "version", "component"].map(str::to_owned)];
        lines.extend(self.lines());
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
        let widths = [width(0), width(1), width(2)];
        for (place, [binding, purpose, version, component]) in lines.iter().enumerate() {
            let end = if place == 0 { "" } else { "\n" };
            write!(f, "{end}{binding:0$}  {purpose:1$}  {version:2$}  {component}", widths[0], widths[1], widths[2])?;
        }
        Ok(())
    }
}

impl<B: Connect> fmt::Debug for Registry<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registry<{}>({} bindings)", B::NAME, self.bindings.len())
    }
}
