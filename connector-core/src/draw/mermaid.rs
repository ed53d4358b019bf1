//! A schema as a Mermaid diagram.

use std::fmt::Write;

use super::type_name;
use crate::{Field, ModelMeta, Schema};

impl Schema {
    /// An entity-relationship diagram in the language of Mermaid: an entity a model, with its columns, and a line a link.
    ///
    /// `PK` is the store's key, `FK` a link, `UK` a column of a unique key. A line leads from the linking model to the linked
    /// one: exactly one of these (`||`) where the link must be there, at most one (`o|`) otherwise; and from an extension to
    /// the model that it extends.
    ///
    /// ```
    /// use connector_core::{Record, RecordId, schema};
    ///
    /// #[derive(Record)]
    /// #[record(name = "shop.category")]
    /// #[unique(code)]
    /// struct Category {
    ///     code: String,
    /// }
    ///
    /// #[derive(Record)]
    /// #[record(name = "shop.product")]
    /// struct Product {
    ///     #[field(label = "Shown in")]
    ///     category: Option<RecordId<Category>>,
    /// }
    ///
    /// schema! { static SHOP = [Category, Product]; }
    ///
    /// assert_eq!(
    ///     SHOP.mermaid(),
    ///     r#"erDiagram
    ///     "shop.category" {
    ///         int id PK
    ///         text code UK "Code"
    ///     }
    ///     "shop.product" {
    ///         int id PK
    ///         int category FK "Shown in"
    ///     }
    ///     "shop.product" }o--o| "shop.category" : "Shown in"
    /// "#
    /// );
    /// ```
    #[must_use]
    pub fn mermaid(&self) -> String {
        let mut text = "erDiagram\n".to_owned();
        for meta in self.models() {
            entity(meta, &mut text);
        }
        for meta in self.models() {
            if let Some(extended) = meta.extends {
                let _ = writeln!(text, "    {} |o--|| {} : \"extends\"", quoted(meta.name), quoted(extended.model));
            }
            for field in meta.fields {
                line(meta, field, &mut text);
            }
        }
        text
    }
}

fn entity(meta: &ModelMeta, text: &mut String) {
    let _ = writeln!(text, "    {} {{", quoted(meta.name));
    let key = attribute(meta.key_column);
    let _ = writeln!(
        text,
        "        {} {key} PK{}{}",
        type_name(meta.key_type),
        if meta.extends.is_some() { ", FK" } else { "" },
        comment(meta.key_column, &key, "")
    );
    for field in meta.fields.iter().filter(|field| field.column != meta.key_column) {
        let unique = meta.unique.iter().any(|unique| unique.fields.contains(&field.name));
        let marks = match (field.link.is_some(), unique) {
            (true, true) => " FK, UK",
            (true, false) => " FK",
            (false, true) => " UK",
            (false, false) => "",
        };
        let name = attribute(field.column);
        let comment = comment(field.column, &name, field.label);
        let _ = writeln!(text, "        {} {name}{marks}{comment}", type_name(field.ty));
    }
    text.push_str("    }\n");
}

fn line(meta: &ModelMeta, field: &Field, text: &mut String) {
    let Some(link) = field.link else { return };
    let alone = meta.unique.iter().any(|unique| unique.only_where.is_none() && unique.fields == [field.name]);
    let many = if alone { "|o" } else { "}o" };
    let one = if field.required { "||" } else { "o|" };
    let _ = writeln!(text, "    {} {many}--{one} {} : {}", quoted(meta.name), quoted(link.model), quoted(field.label));
}

/// In quotes, without what ends or spoils a quoted text of Mermaid: `~` stands for `<` and `>` in its types.
fn quoted(name: &str) -> String {
    let name: String = name.chars().map(|character| if matches!(character, '"' | '\\' | '%' | '~') { '\'' } else { character }).collect();
    format!("\"{}\"", name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The name of a column as Mermaid takes it: a word that is none of its own.
fn attribute(column: &str) -> String {
    let word = |character: char| if character.is_ascii_alphanumeric() || character == '_' { character } else { '_' };
    let name: String = column.chars().map(word).collect();
    let reserved = ["pk", "fk", "uk"].iter().any(|word| name.eq_ignore_ascii_case(word));
    if reserved || name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// The label, behind the true name of the column where it is no word.
fn comment(column: &str, name: &str, label: &str) -> String {
    match (column == name, label) {
        (true, "") => String::new(),
        (true, label) => format!(" {}", quoted(label)),
        (false, "") => format!(" {}", quoted(column)),
        (false, label) => format!(" {}", quoted(&format!("{column}: {label}"))),
    }
}
