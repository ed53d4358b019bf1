//! Triggers that remember the deleted bindings of a model.
//!
//! They run in whatever deletes: a cascade, and statements of anybody's on another connection. So they name no schema by the
//! search path, and on SQLite say nothing that an older version of its own program would not understand.

use connector_core::{ModelMeta, Role, derived_name};

use super::{Dialect, quote, text};

/// What a binding's table must do by itself: on SQLite a trigger, on PostgreSQL a function and the triggers that call it.
pub(crate) struct Trigger {
    /// Its name, unquoted: the trigger's, or the function's with its schema.
    pub(crate) name: String,
    /// What the database keeps word for word: the trigger's statement, or the function's body.
    pub(crate) body: String,
    /// How many triggers there are.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code))] // SQLite's are one each.
    pub(crate) count: i64,
    /// The statements that make it, in place of an older one.
    pub(crate) create: String,
}

/// Tables by names that are found whatever the search path.
pub(crate) struct Places {
    /// The table of the binding.
    pub(crate) binding: String,
    /// The table of what was deleted.
    pub(crate) deleted: String,
    /// What stands before the name of a function.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code))] // SQLite has none.
    pub(crate) functions: String,
}

/// The columns of a binding, quoted.
struct Columns {
    model: String,
    backend: String,
    external: String,
    record: Option<String>,
    key: String,
}

impl Columns {
    fn of(meta: &ModelMeta) -> Option<Self> {
        let role = |role| meta.role(role).map(|place| quote(meta.fields[place].column));
        Some(Self {
            model: text(meta.name),
            backend: role(Role::Backend)?,
            external: role(Role::ExternalId)?,
            record: role(Role::Record),
            key: quote(meta.key_column),
        })
    }

    /// A row of what was deleted, from the binding `row`.
    fn remembered(&self, dialect: Dialect, row: &str) -> String {
        let record = self.record.as_ref().map_or_else(|| "NULL".to_owned(), |record| format!("CAST({row}.{record} AS TEXT)"));
        format!(
            "{}, {row}.{}, CAST({row}.{} AS TEXT), {record}, {row}.{}, {}",
            self.model,
            self.backend,
            self.external,
            self.key,
            dialect.now()
        )
    }

    /// Which row of what was deleted is about the external ID that the binding `row` had.
    fn same(&self, row: &str) -> String {
        format!(
            r#""model" = {} AND "backend_id" = {row}.{} AND "external_id" = CAST({row}.{} AS TEXT)"#,
            self.model, self.backend, self.external
        )
    }
}

const REMEMBERED: &str = r#"("model", "backend_id", "external_id", "record", "binding", "deleted_at")"#;

/// The triggers of a model: none where it is no binding.
pub(crate) fn of(dialect: Dialect, meta: &ModelMeta, places: &Places) -> Vec<Trigger> {
    let Some(columns) = Columns::of(meta) else { return Vec::new() };
    let (deleted, rebound) = (derived_name("connector", meta.table, "deleted"), derived_name("connector", meta.table, "rebound"));
    match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => vec![sqlite::deleted(deleted, &columns, places), sqlite::rebound(rebound, &columns, places)],
        #[cfg(feature = "postgres")]
        Dialect::Postgres => vec![postgres::deleted(&deleted, &columns, places), postgres::rebound(&rebound, &columns, places)],
    }
}

/// Drops one by its name: with a function go the triggers that call it.
pub(crate) fn drop(dialect: Dialect, name: &str) -> String {
    match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => format!("DROP TRIGGER {}", quote(name)),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => format!("DROP FUNCTION {name}() CASCADE"),
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::{Columns, Dialect, Places, REMEMBERED, Trigger, quote};

    /// Two statements, and no upsert: what `OR REPLACE` says in the statement that deletes would be said in the trigger, too.
    pub(super) fn deleted(name: String, columns: &Columns, places: &Places) -> Trigger {
        let event = format!("AFTER DELETE ON {} WHEN OLD.{} IS NOT NULL", places.binding, columns.external);
        let remember = format!("INSERT INTO {} {REMEMBERED} VALUES ({})", places.deleted, columns.remembered(Dialect::Sqlite, "OLD"));
        trigger(name, &event, &format!("DELETE FROM {} WHERE {}; {remember}", places.deleted, columns.same("OLD")))
    }

    pub(super) fn rebound(name: String, columns: &Columns, places: &Places) -> Trigger {
        let Columns { backend, external, .. } = columns;
        let event = format!(
            "AFTER UPDATE OF {external}, {backend} ON {} WHEN OLD.{external} IS NOT NULL AND (OLD.{external} IS NOT NEW.{external} OR OLD.{backend} IS NOT NEW.{backend})",
            places.binding
        );
        trigger(name, &event, &format!("DELETE FROM {} WHERE {}", places.deleted, columns.same("OLD")))
    }

    fn trigger(name: String, event: &str, work: &str) -> Trigger {
        let quoted = quote(&name);
        let body = format!("CREATE TRIGGER {quoted} {event} BEGIN {work}; END");
        let create = format!("DROP TRIGGER IF EXISTS {quoted}; {body}");
        Trigger { name, body, count: 1, create }
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use std::fmt::Write;

    use super::{Columns, Dialect, Places, REMEMBERED, Trigger, quote, text};

    /// All rows of a statement at once. A truncated table is read before it is empty.
    pub(super) fn deleted(name: &str, columns: &Columns, places: &Places) -> Trigger {
        let remember = |from: &str| {
            format!(
                r#"INSERT INTO {} {REMEMBERED} SELECT {} FROM {from} t WHERE t.{} IS NOT NULL
    ON CONFLICT ("backend_id", "model", "external_id") DO UPDATE
    SET "record" = excluded."record", "binding" = excluded."binding", "deleted_at" = excluded."deleted_at";"#,
                places.deleted,
                columns.remembered(Dialect::Postgres, "t"),
                columns.external
            )
        };
        let body = format!(
            "BEGIN\n  IF TG_OP = 'TRUNCATE' THEN\n    {}\n  ELSE\n    {}\n  END IF;\n  RETURN NULL;\nEND",
            remember(&places.binding),
            remember("connector_gone")
        );
        let events = [
            ("connector_deleted", "AFTER DELETE", "REFERENCING OLD TABLE AS connector_gone FOR EACH STATEMENT"),
            ("connector_truncated", "BEFORE TRUNCATE", "FOR EACH STATEMENT"),
        ];
        trigger(name, body, &events, places)
    }

    pub(super) fn rebound(name: &str, columns: &Columns, places: &Places) -> Trigger {
        let Columns { backend, external, .. } = columns;
        let body = format!("BEGIN\n  DELETE FROM {} WHERE {};\n  RETURN NULL;\nEND", places.deleted, columns.same("OLD"));
        let event = format!("AFTER UPDATE OF {external}, {backend}");
        let which = format!(
            "FOR EACH ROW WHEN (OLD.{external} IS NOT NULL AND (OLD.{external} IS DISTINCT FROM NEW.{external} OR OLD.{backend} IS DISTINCT FROM NEW.{backend}))"
        );
        trigger(name, body, &[("connector_rebound", &event, &which)], places)
    }

    /// Triggers have names in their tables, functions in their schemas.
    fn trigger(name: &str, body: String, events: &[(&str, &str, &str)], places: &Places) -> Trigger {
        let name = format!("{}{}", places.functions, quote(name));
        let table = &places.binding;
        let mut create = format!("CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {}", text(&body));
        for (trigger, event, which) in events {
            let _ = write!(
                create,
                "; DROP TRIGGER IF EXISTS {trigger} ON {table}; CREATE TRIGGER {trigger} {event} ON {table} {which} EXECUTE FUNCTION {name}()"
            );
        }
        Trigger { name, body, count: i64::try_from(events.len()).unwrap_or_default(), create }
    }
}
