//! A schema as text for a terminal.

use std::fmt::{self, Write};

use super::type_name;
use crate::{Addition, Field, ModelKind, ModelMeta, OnDelete, Schema, SelectionOption, Unique};

/// Models with their columns and keys, then additions with their values, one below the other.
///
/// ```
/// use connector_core::{Backend, Record, RecordId, schema};
///
/// #[derive(Backend)]
/// #[backend(name = "shop.backend", description = "Shop")]
/// struct Shop {
///     name: String,
///     #[field(size = 64)]
///     location: Option<String>,
/// }
///
/// schema! { static SHOP = [Shop]; }
///
/// assert_eq!(
///     SHOP.to_string(),
///     "\
/// shop.backend (Shop): backend, table shop_backend
///   column    type      required  label
///   id        int       yes       the store's key
///   name      text      yes       Name
///   location  text(64)  no        Location
///   unique shop_backend_name_key: name
/// "
/// );
/// ```
impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for meta in self.models() {
            f.write_str(separator)?;
            model(meta, f)?;
            separator = "\n";
        }
        for added in self.additions() {
            f.write_str(separator)?;
            addition(added, f)?;
            separator = "\n";
        }
        Ok(())
    }
}

fn model(meta: &ModelMeta, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let kind = match meta.kind {
        ModelKind::Backend => "backend",
        ModelKind::Record => "record",
        ModelKind::Binding => "binding",
        ModelKind::Extension => "extension",
    };
    let of = meta.extends.map_or_else(String::new, |extended| format!(" of {}", extended.model));
    let foreign = if meta.foreign { " of the application" } else { "" };
    writeln!(f, "{} ({}): {kind}{of}, table {}{foreign}", meta.name, meta.description, meta.table)?;

    let mut rows = vec![["column", "type", "required", "label"].map(str::to_owned)];
    if !meta.fields.iter().any(|field| field.column == meta.key_column) {
        let whose = match meta.extends {
            Some(extended) => format!("the key of {}", extended.model),
            None if meta.foreign => "the application's key".to_owned(),
            None => "the store's key".to_owned(),
        };
        rows.push([meta.key_column.to_owned(), type_name(meta.key_type).to_owned(), "yes".to_owned(), whose]);
    }
    rows.extend(meta.fields.iter().map(row));
    for related in meta.related {
        let through = format!("read through {}: {}.{}", related.link, related.table, related.column);
        rows.push([format!("({})", related.name), type_name(related.ty).to_owned(), "no".to_owned(), through]);
    }
    table(&rows, f)?;
    meta.unique.iter().try_for_each(|key| unique(meta, key, f))
}

fn addition(addition: &Addition, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{}: values added to {}", addition.name(), addition.base_name())?;
    let head = ["value", "label", "falls back on", "listed after"].map(str::to_owned);
    let said = |option: Option<&SelectionOption>| option.map_or_else(String::new, |option| option.value.to_owned());
    let values = addition
        .options()
        .iter()
        .map(|option| [option.value.to_owned(), option.label.to_owned(), said(option.parent()), said(option.after())]);
    table(&std::iter::once(head).chain(values).collect::<Vec<_>>(), f)?;
    for relabel in addition.relabels {
        writeln!(f, "  {} has the label {:?}", relabel.option().value, relabel.label)?;
    }
    addition.removed.iter().try_for_each(|removed| writeln!(f, "  {} is gone: {}", removed.value, removed.became().value))
}

fn row(field: &Field) -> [String; 4] {
    let ty = match field.size {
        Some(size) => format!("{}({size})", type_name(field.ty)),
        None => type_name(field.ty).to_owned(),
    };
    let mut label = field.label.to_owned();
    if let Some(link) = field.link {
        let policy = match link.on_delete {
            OnDelete::Cascade => "deleted with it",
            OnDelete::Restrict => "keeps it",
            OnDelete::SetNull => "null when it is deleted",
        };
        let _ = write!(label, " -> {} ({policy})", link.model);
    }
    let required = if field.required { "yes" } else { "no" };
    [field.column.to_owned(), ty, required.to_owned(), label]
}

fn unique(meta: &ModelMeta, unique: &Unique, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let column = |field: &str| meta.field(field).map_or_else(|| field.to_owned(), |field| field.column.to_owned());
    let columns: Vec<String> = unique.fields.iter().map(|field| column(field)).collect();
    write!(f, "  unique {}: {}", unique.name, columns.join(", "))?;
    match unique.only_where {
        Some(condition) => writeln!(f, " where {}", column(condition)),
        None => writeln!(f),
    }
}

/// Columns under each other, two spaces apart; the last one is not filled up.
fn table<const COLUMNS: usize>(rows: &[[String; COLUMNS]], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    for row in rows {
        let mut line = String::from(" ");
        for (text, width) in row.iter().zip(widths) {
            let _ = write!(line, " {text:width$} ");
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}
