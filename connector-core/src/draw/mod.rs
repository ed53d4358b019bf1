//! A schema as people look at it: a diagram, and a listing.

mod listing;
mod mermaid;

use crate::FieldType;

/// What people call the type of a column.
fn type_name(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Bool => "bool",
        FieldType::Int | FieldType::ExternalInt => "int",
        FieldType::Float => "float",
        FieldType::Text | FieldType::ExternalText => "text",
        FieldType::Bytes => "bytes",
        FieldType::Timestamp => "timestamp",
        FieldType::Date => "date",
        FieldType::Time => "time",
        FieldType::Json => "json",
        FieldType::Translated => "translated",
        FieldType::Uuid => "uuid",
        FieldType::Decimal => "decimal",
        FieldType::Secret => "secret",
        FieldType::Selection => "selection",
    }
}
