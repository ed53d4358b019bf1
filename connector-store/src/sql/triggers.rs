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
    /// The triggers that call the function: SQLite has none.
    #[cfg(feature = "postgres")]
    pub(crate) calls: Vec<Call>,
    /// The statements that make it, in place of an older one.
    pub(crate) create: String,
}

/// A trigger of PostgreSQL's, as its catalogue has it.
#[cfg(feature = "postgres")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// Its name, unquoted.
    pub(crate) name: String,
    /// When it is called: the bits of `tgtype`.
    pub(crate) kind: i64,
    /// The columns whose change calls it, unquoted, in order.
    pub(crate) columns: Vec<String>,
    /// The rows that it is given.
    pub(crate) old_table: String,
    /// Its condition, as [`Call::condition`] compares them.
    pub(crate) condition: String,
}

#[cfg(feature = "postgres")]
impl Call {
    /// A condition without what the database writes in its own way: brackets, quotes, capitals.
    pub(crate) fn condition(text: &str) -> String {
        text.chars().filter(|letter| !matches!(letter, '(' | ')' | '"') && !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
    }
}

/// Tables by names that are found whatever the search path.
pub(crate) struct Places {
    /// The table of the binding.
    pub(crate) binding: String,
    /// The table of what was deleted.
    pub(crate) deleted: String,
    /// The table of what each remote has, of which nothing is left with the binding.
    pub(crate) sent: String,
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

    /// Which row `sent` of what the remotes have is about the binding `row`.
    fn sent(&self, sent: &str, row: &str) -> String {
        format!(r#"{sent}"model" = {} AND {sent}"binding_id" = {row}.{}"#, self.model, self.key)
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
        Dialect::Postgres => vec![postgres::deleted(&deleted, &columns, places), postgres::rebound(&rebound, &columns, meta, places)],
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
        let event = format!("AFTER DELETE ON {}", places.binding);
        let remember = format!(
            "INSERT INTO {} {REMEMBERED} SELECT {} WHERE OLD.{} IS NOT NULL",
            places.deleted,
            columns.remembered(Dialect::Sqlite, "OLD"),
            columns.external
        );
        let forget = format!("DELETE FROM {} WHERE {}", places.sent, columns.sent("", "OLD"));
        trigger(name, &event, &format!("DELETE FROM {} WHERE {}; {remember}; {forget}", places.deleted, columns.same("OLD")))
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
        Trigger {
            name,
            body,
            #[cfg(feature = "postgres")]
            calls: Vec::new(),
            create,
        }
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use std::fmt::Write;

    use connector_core::{ModelMeta, Role};

    use super::{Call, Columns, Dialect, Places, REMEMBERED, Trigger, quote, text};

    /// The bits of `tgtype`.
    const ROW: i64 = 1;
    const BEFORE: i64 = 2;
    const DELETE: i64 = 8;
    const UPDATE: i64 = 16;
    const TRUNCATE: i64 = 32;

    /// The rows that a statement has deleted.
    const GONE: &str = "connector_gone";

    /// All rows of a statement at once. A truncated table is read before it is empty.
    pub(super) fn deleted(name: &str, columns: &Columns, places: &Places) -> Trigger {
        let remember = |from: &str| {
            format!(
                r#"INSERT INTO {} {REMEMBERED} SELECT {} FROM {from} t WHERE t.{} IS NOT NULL
    ON CONFLICT ("backend_id", "model", "external_id") DO UPDATE
    SET "record" = excluded."record", "binding" = excluded."binding", "deleted_at" = excluded."deleted_at";
    DELETE FROM {} s USING {from} t WHERE {};"#,
                places.deleted,
                columns.remembered(Dialect::Postgres, "t"),
                columns.external,
                places.sent,
                columns.sent("s.", "t")
            )
        };
        let body = format!(
            "BEGIN\n  IF TG_OP = 'TRUNCATE' THEN\n    {}\n  ELSE\n    {}\n  END IF;\n  RETURN NULL;\nEND",
            remember(&places.binding),
            remember(GONE)
        );
        let call = |name: &str, kind, old_table: &str| Call {
            name: name.to_owned(),
            kind,
            columns: Vec::new(),
            old_table: old_table.to_owned(),
            condition: String::new(),
        };
        let calls = [
            (
                call("connector_deleted", DELETE, GONE),
                "AFTER DELETE".to_owned(),
                format!("REFERENCING OLD TABLE AS {GONE} FOR EACH STATEMENT"),
            ),
            (call("connector_truncated", BEFORE | TRUNCATE, ""), "BEFORE TRUNCATE".to_owned(), "FOR EACH STATEMENT".to_owned()),
        ];
        trigger(name, body, calls, places)
    }

    pub(super) fn rebound(name: &str, columns: &Columns, meta: &ModelMeta, places: &Places) -> Trigger {
        let Columns { backend, external, .. } = columns;
        let body = format!("BEGIN\n  DELETE FROM {} WHERE {};\n  RETURN NULL;\nEND", places.deleted, columns.same("OLD"));
        let event = format!("AFTER UPDATE OF {external}, {backend}");
        let when = format!(
            "OLD.{external} IS NOT NULL AND (OLD.{external} IS DISTINCT FROM NEW.{external} OR OLD.{backend} IS DISTINCT FROM NEW.{backend})"
        );
        let of = [Role::ExternalId, Role::Backend].into_iter().filter_map(|role| meta.role(role));
        let mut changed: Vec<String> = of.map(|place| meta.fields[place].column.to_owned()).collect();
        changed.sort_unstable();
        let call = Call {
            name: "connector_rebound".to_owned(),
            kind: ROW | UPDATE,
            columns: changed,
            old_table: String::new(),
            condition: Call::condition(&when),
        };
        trigger(name, body, [(call, event, format!("FOR EACH ROW WHEN ({when})"))], places)
    }

    /// Triggers have names in their tables, functions in their schemas.
    fn trigger(name: &str, body: String, calls: impl IntoIterator<Item = (Call, String, String)>, places: &Places) -> Trigger {
        let name = format!("{}{}", places.functions, quote(name));
        let table = &places.binding;
        let mut create = format!("CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {}", text(&body));
        let mut kept = Vec::new();
        for (call, event, which) in calls {
            let trigger = &call.name;
            let _ = write!(
                create,
                "; DROP TRIGGER IF EXISTS {trigger} ON {table}; CREATE TRIGGER {trigger} {event} ON {table} {which} EXECUTE FUNCTION {name}()"
            );
            kept.push(call);
        }
        Trigger { name, body, calls: kept, create }
    }
}
