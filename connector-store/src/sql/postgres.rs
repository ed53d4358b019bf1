//! What PostgreSQL says in its own way.
//!
//! Every placeholder says its type, so that one prepared statement serves whatever is bound to it, null included.

use connector_core::{FieldType, ModelMeta, Value};

use super::{InsertSql, list, quote, text};

/// A random text. `gen_random_uuid` is not in PostgreSQL 12.
pub(super) const RANDOM: &str = "md5(random()::text || random()::text || clock_timestamp()::text || pg_backend_pid()::text)";

/// A table: what stands before a point is its schema.
pub(super) fn table(name: &str) -> String {
    name.split('.').map(quote).collect::<Vec<_>>().join(".")
}

/// What is in the schema of a table.
pub(super) fn beside(table: &str, name: &str) -> String {
    table.rsplit_once('.').map_or_else(|| quote(name), |(schema, _)| format!("{}.{}", self::table(schema), quote(name)))
}

/// The type of a column, as the catalogue calls it.
///
/// A document is `json` and not `jsonb`, which loses the order of its keys and the sign of a zero, and refuses `\u0000`.
pub(super) fn column_type(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Bool => "boolean",
        FieldType::Int | FieldType::ExternalInt => "bigint",
        FieldType::Float => "double precision",
        FieldType::Bytes | FieldType::Secret => "bytea",
        FieldType::Timestamp => "timestamp with time zone",
        FieldType::Date => "date",
        FieldType::Time => "time without time zone",
        FieldType::Json | FieldType::Translated => "json",
        FieldType::Uuid => "uuid",
        FieldType::Decimal => "numeric",
        _ => "text",
    }
}

/// Texts are ordered by their bytes, as on SQLite, whatever the locale of the database.
pub(super) fn typed_column(name: &str, ty: FieldType) -> String {
    let collation = if column_type(ty) == "text" { " COLLATE \"C\"" } else { "" };
    format!("{} {}{collation}", quote(name), column_type(ty))
}

/// The driver asks what a type is that it does not know (an enum, `citext`), and where statements are not prepared by a name, what
/// it asks takes the place of the statement whose answer it reads.
pub(super) fn read_foreign(column: String, ty: FieldType) -> String {
    if column_type(ty) == "text" { format!("{column}::text") } else { column }
}

/// The type in which a value is sent, where that is not the type of its column.
fn sent_as(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Json | FieldType::Translated | FieldType::Uuid | FieldType::Decimal => "text",
        other => column_type(other),
    }
}

/// From the type in which it is sent to that of its column.
fn converted(value: &str, ty: FieldType) -> String {
    if sent_as(ty) == column_type(ty) { value.to_owned() } else { format!("{value}::{}", column_type(ty)) }
}

pub(super) fn place(place: usize, ty: FieldType) -> String {
    converted(&format!("${place}::{}", sent_as(ty)), ty)
}

pub(super) fn list_place(place: usize, ty: FieldType) -> String {
    let list = format!("${place}::{}[]", sent_as(ty));
    if sent_as(ty) == column_type(ty) { list } else { format!("{list}::{}[]", column_type(ty)) }
}

pub(super) fn listed(place: usize, ty: FieldType) -> String {
    format!("= ANY({})", list_place(place, ty))
}

/// Documents have no equality of their own.
pub(super) fn compared(column: String, ty: Option<FieldType>) -> String {
    if ty.is_some_and(|ty| column_type(ty) == "json") { format!("({column}::text)") } else { column }
}

pub(super) fn literal(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Bytes(value) => Some(format!("'\\x{}'::bytea", super::hexadecimal(value))),
        Value::Float(value) if !value.is_finite() => Some(match value {
            value if value.is_nan() => "'NaN'::double precision".to_owned(),
            value if *value > 0.0 => "'Infinity'::double precision".to_owned(),
            _ => "'-Infinity'::double precision".to_owned(),
        }),
        Value::Timestamp(value) => Some(format!("'{}'", value.format("%Y-%m-%d %H:%M:%S%.6f+00"))),
        _ => None,
    }
}

/// Any number of rows at a time, a column of them in an array each, after their places.
pub(super) fn insert(meta: &ModelMeta) -> InsertSql {
    let mut types = vec![FieldType::Int];
    types.extend(meta.extends.map(|_| meta.key_type));
    types.extend(meta.fields.iter().map(|field| field.ty));
    InsertSql {
        text: insert_some(meta, &types),
        #[cfg(feature = "sqlite")]
        blocks: Vec::new(),
        // The key of an extension is not drawn. And there must be something to insert.
        all: (meta.extends.is_none() && types.len() > 1).then(|| insert_all(meta, &types)),
        one: insert_one(meta),
        types,
    }
}

/// The given rows, and the names of their columns.
fn given(types: &[FieldType]) -> (String, String) {
    let arrays = list(types.iter().enumerate().map(|(place, ty)| format!("${}::{}[]", place + 1, sent_as(*ty))));
    (format!("UNNEST({arrays})"), list((0..types.len()).map(|place| format!("v{place}"))))
}

/// What is given, from this column on, in the types of the table.
fn values(types: &[FieldType], first: usize) -> impl Iterator<Item = String> {
    types.iter().enumerate().skip(first).map(|(place, ty)| converted(&format!("v{place}"), *ty))
}

/// Gives the keys of the rows that were inserted. Where that is all of them, and the keys ascend, they are in the order of the
/// rows: PostgreSQL fills what is not given, so also draws the keys, over the ordered rows (`EXPLAIN` shows it: a subquery that
/// is in order, and the columns of the table over it). In which order `RETURNING` gives them is not promised; but where they
/// ascend, it is that in which they were drawn.
///
/// The rows are ordered by what the server counts itself, as it then knows that they need not be sorted.
fn insert_all(meta: &ModelMeta, types: &[FieldType]) -> String {
    let (table, key) = (table(meta.table), quote(meta.key_column));
    let (columns, values) = (list(meta.fields.iter().map(|field| quote(field.column))), list(values(types, 1)));
    let (given, names) = given(types);
    format!(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {given} WITH ORDINALITY AS given ({names}, counted) ORDER BY counted \
         ON CONFLICT DO NOTHING RETURNING {key}::bigint"
    )
}

/// Gives for each row that was inserted its place, its key (0 for an extension, whose key is known), and whether both may be
/// told. The keys are drawn first: where rows are left out, those that come back do not say which of the given ones they are. A
/// trigger of the application's may give rows other keys, of which some were drawn for others and some for none (they have no
/// place): where there is one, nothing may be told, but of an extension. An identity that is `GENERATED ALWAYS` takes a drawn key when it is told to.
fn insert_some(meta: &ModelMeta, types: &[FieldType]) -> String {
    let (table, key) = (table(meta.table), quote(meta.key_column));
    let (drawn, shown, overriding, sure) = if meta.extends.is_some() {
        (list(values(types, 1)), "0", "", "true".to_owned())
    } else {
        let sequence = format!("(SELECT pg_get_serial_sequence({}, {}))", text(&table), text(meta.key_column));
        let drawn = list(std::iter::once(format!("nextval({sequence}::regclass)")).chain(values(types, 1)));
        (drawn, "drawn.k", "OVERRIDING SYSTEM VALUE ", format!("NOT EXISTS ({})", before_rows(&table)))
    };
    let columns: Vec<String> = std::iter::once(key.clone()).chain(meta.fields.iter().map(|field| quote(field.column))).collect();
    let aliases = list(std::iter::once("k".to_owned()).chain((1..columns.len()).map(|place| format!("c{place}"))));
    let (given, names) = given(types);
    format!(
        "WITH drawn (place, {aliases}) AS MATERIALIZED (SELECT v0, {drawn} FROM {given} AS given ({names})), \
         taken AS (INSERT INTO {table} ({columns}) {overriding}SELECT {aliases} FROM drawn ORDER BY place ON CONFLICT DO NOTHING RETURNING {key} AS k) \
         SELECT drawn.place, {shown}::bigint, {sure} FROM taken LEFT JOIN drawn ON drawn.k = taken.k",
        columns = columns.join(", ")
    )
}

/// The triggers that see each row of a table, or of its partitions, before it is inserted: `FOR EACH ROW` is 1, `BEFORE` 2, `INSERT` 4.
fn before_rows(table: &str) -> String {
    let table = format!("{}::regclass", text(table));
    format!(
        "SELECT 1 FROM pg_trigger WHERE tgtype & 7 = 7 AND tgenabled <> 'D' \
         AND tgrelid IN (SELECT {table}::oid UNION ALL SELECT relid::oid FROM pg_partition_tree({table}))"
    )
}

/// One row, for which the server has much less to do: no arrays, and nothing to be joined with what was taken.
fn insert_one(meta: &ModelMeta) -> String {
    let (table, key) = (table(meta.table), quote(meta.key_column));
    let own = meta.extends.map(|_| (key.clone(), meta.key_type));
    let given: Vec<(String, FieldType)> = own.into_iter().chain(meta.fields.iter().map(|field| (quote(field.column), field.ty))).collect();
    // An extension's key is another row's, and known.
    let shown = if meta.extends.is_some() { "0::bigint".to_owned() } else { format!("{key}::bigint") };
    let values = if given.is_empty() {
        "DEFAULT VALUES".to_owned()
    } else {
        let places = list(given.iter().enumerate().map(|(at, (_, ty))| place(at + 1, *ty)));
        format!("({}) VALUES ({places})", list(given.into_iter().map(|(column, _)| column)))
    };
    format!("INSERT INTO {table} {values} ON CONFLICT DO NOTHING RETURNING {shown}")
}
