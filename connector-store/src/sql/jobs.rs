//! The statements of the table of jobs, whose names are all known: none needs quotes.
//!
//! Lists go as one JSON text, which both databases take apart. The database's clock is the only one: `now`.
//!
//! A job is started as long as it is leased, and waits as long as `waiting` says so. Where jobs are named by their IDs these stand
//! in the place of the state, whose index would otherwise be read instead.

use connector_core::{FieldType, ModelMeta};

use super::Dialect;
use super::ddl::Index;

/// The table.
pub(crate) const TABLE: &str = "connector_job";

/// What is read of a job, in the order in which it is.
pub(crate) const COLUMNS: &str = "id, name, channel, payload, state, priority, due_at, identity, tries, max_tries, retry, backend_model, \
    backend_id, external_id, enqueued_at, started_at, ended_at, worker, fence, message, error";

/// The index that every question is answered from: what is next in a channel, what runs in it, what failed.
pub(crate) fn index(meta: &ModelMeta) -> Option<Index> {
    let columns = vec![
        ("state", FieldType::Text),
        ("channel", FieldType::Text),
        ("priority", FieldType::Int),
        ("due_at", FieldType::Timestamp),
        ("id", FieldType::Int),
    ];
    let name = "connector_job_next";
    (meta.table == TABLE).then(|| Index { name: name.to_owned(), columns, only_where: None, unique: false })
}

/// The moment, on the database's clock.
pub(crate) fn clock(dialect: Dialect) -> String {
    format!("SELECT {}", dialect.moment())
}

/// The job `?1` that waits with the identity `?2`. It is not started before this transaction has ended: what this one changes
/// is seen by it.
pub(crate) fn waiting(dialect: Dialect) -> String {
    let held = dialect.holding(" FOR SHARE");
    format!("SELECT id FROM connector_job WHERE waiting AND name = {} AND identity = {}{held}", text(dialect, 1), text(dialect, 2))
}

fn text(dialect: Dialect, place: usize) -> String {
    dialect.place(place, FieldType::Text)
}

fn int(dialect: Dialect, place: usize) -> String {
    dialect.place(place, FieldType::Int)
}

/// Each channel and priority of which a job waits, and when the first of them is due that has one of the names `?1` (null where none
/// has): a few looks into the index for each, however
/// many wait. One recursion, and no pairs of columns compared: otherwise SQLite reads all of a channel, and PostgreSQL expects so
/// much that it compiles the statement first.
pub(crate) fn groups(dialect: Dialect) -> String {
    let look = |what: &str, of: &str, order: &str| {
        format!("(SELECT j.{what} FROM connector_job j WHERE j.state = 'waiting'{of} ORDER BY {order} LIMIT 1)")
    };
    let named = dialect.in_json(1, FieldType::Text);
    let next = look("priority", " AND j.channel = g.channel AND j.priority > g.priority", "j.priority");
    format!(
        "WITH RECURSIVE g (channel, priority) AS (SELECT {}, {} UNION ALL \
         SELECT CASE WHEN {next} IS NULL THEN {} ELSE g.channel END, coalesce({next}, {}) FROM g WHERE g.channel IS NOT NULL) \
         SELECT g.channel, g.priority, {}, {} FROM g WHERE g.channel IS NOT NULL",
        look("channel", "", "j.channel"),
        look("priority", "", "j.channel, j.priority"),
        look("channel", " AND j.channel > g.channel", "j.channel"),
        look("priority", " AND j.channel > g.channel", "j.channel, j.priority"),
        look("due_at", &format!(" AND j.channel = g.channel AND j.priority = g.priority AND j.name {named}"), "j.due_at"),
        dialect.moment()
    )
}

/// Takes the row of the channel `?1`, so that nobody else counts what runs in it.
pub(crate) fn lock_channel(dialect: Dialect) -> String {
    format!("SELECT id FROM connector_channel WHERE name = {}{}", text(dialect, 1), dialect.holding(" FOR UPDATE"))
}

/// Makes the row of the channel `?1`.
pub(crate) fn make_channel(dialect: Dialect) -> String {
    format!("INSERT INTO connector_channel (name) VALUES ({}) ON CONFLICT DO NOTHING", text(dialect, 1))
}

/// How many run in the channel `?1`.
pub(crate) fn running(dialect: Dialect) -> String {
    format!("SELECT count(*) FROM connector_job WHERE state = 'started' AND channel = {}", text(dialect, 1))
}

/// What is due in the channel `?1` with the priority `?2`, of the names `?3`, at most `?4`.
pub(crate) fn due(dialect: Dialect) -> String {
    format!(
        "SELECT id, due_at FROM connector_job WHERE state = 'waiting' AND channel = {} AND priority = {} AND due_at <= {} AND name {} \
         ORDER BY due_at, id LIMIT {}{}",
        text(dialect, 1),
        int(dialect, 2),
        dialect.moment(),
        dialect.in_json(3, FieldType::Text),
        int(dialect, 4),
        dialect.holding(" FOR UPDATE SKIP LOCKED")
    )
}

/// Starts the jobs `?3` for the worker `?1`, for `?2` microseconds.
pub(crate) fn start(dialect: Dialect) -> String {
    format!(
        "UPDATE connector_job SET state = 'started', waiting = FALSE, tries = tries + 1, fence = fence + 1, worker = {}, started_at = {now}, \
         leased_until = {}, message = NULL WHERE id {} AND waiting RETURNING {COLUMNS}",
        text(dialect, 1),
        dialect.moment_after(2),
        dialect.in_json(3, FieldType::Int),
        now = dialect.moment()
    )
}

/// Keeps the leases of the jobs `?1` (ID, fence, message) for another `?2` microseconds. Gives those that were still held.
pub(crate) fn extend(dialect: Dialect) -> String {
    format!(
        "UPDATE connector_job SET leased_until = {}, message = coalesce(g.message, connector_job.message) FROM ({}) g \
         WHERE connector_job.id = g.id AND connector_job.fence = g.fence AND connector_job.leased_until IS NOT NULL{} RETURNING connector_job.id",
        dialect.moment_after(2),
        dialect.leases(1),
        dialect.narrowed(1)
    )
}

/// Ends the jobs `?1` (ID, fence, message). Gives those that were still held.
pub(crate) fn finish(dialect: Dialect) -> String {
    format!(
        "UPDATE connector_job SET state = 'done', message = coalesce(g.message, connector_job.message), ended_at = {}, leased_until = NULL, \
         error = NULL FROM ({}) g \
         WHERE connector_job.id = g.id AND connector_job.fence = g.fence AND connector_job.leased_until IS NOT NULL{} RETURNING connector_job.id",
        dialect.moment(),
        dialect.leases(1),
        dialect.narrowed(1)
    )
}

/// The job `?1`, if it is still held with the fence `?2`.
pub(crate) fn held(dialect: Dialect) -> String {
    format!(
        "SELECT {COLUMNS} FROM connector_job WHERE id = {} AND fence = {} AND state = 'started'{}",
        int(dialect, 1),
        int(dialect, 2),
        dialect.holding(" FOR UPDATE")
    )
}

/// Jobs whose workers have not been heard of, at most `?1`.
pub(crate) fn expired(dialect: Dialect) -> String {
    format!(
        "SELECT {COLUMNS} FROM connector_job WHERE state = 'started' AND leased_until < {} ORDER BY id LIMIT {}{}",
        dialect.moment(),
        int(dialect, 1),
        dialect.holding(" FOR UPDATE SKIP LOCKED")
    )
}

/// Lets the job `?1` wait for `?2` microseconds (null: where it was in its queue), with `?3` tries and the error `?4` behind it. A unique key may speak.
pub(crate) fn wait(dialect: Dialect) -> String {
    format!(
        "UPDATE connector_job SET state = 'waiting', waiting = TRUE, due_at = coalesce({}, due_at), tries = {}, error = {}, ended_at = NULL, leased_until = NULL, \
         worker = NULL WHERE id = {}",
        dialect.moment_after(2),
        int(dialect, 3),
        text(dialect, 4),
        int(dialect, 1)
    )
}

/// Ends the job `?1` in the state `?2`, with the error `?3`.
pub(crate) fn end(dialect: Dialect) -> String {
    format!(
        "UPDATE connector_job SET state = {}, waiting = FALSE, error = {}, ended_at = {}, leased_until = NULL WHERE id = {}",
        text(dialect, 2),
        text(dialect, 3),
        dialect.moment(),
        int(dialect, 1)
    )
}

/// The job `?1`; nobody else changes it before this transaction has ended.
pub(crate) fn by_id(dialect: Dialect, lock: bool) -> String {
    let held = if lock { dialect.holding(" FOR UPDATE") } else { "" };
    format!("SELECT {COLUMNS} FROM connector_job WHERE id = {}{held}", int(dialect, 1))
}

/// Jobs, those with the least IDs first, after `?1`, at most `?2`. A state, a name and a channel may be asked for: `?3`, `?4`, `?5`.
pub(crate) fn listed(dialect: Dialect) -> String {
    let like = |column: &str, place| format!("({p} IS NULL OR {column} = {p})", p = text(dialect, place));
    format!(
        "SELECT {COLUMNS} FROM connector_job WHERE id > {} AND {} AND {} AND {} ORDER BY id LIMIT {}",
        int(dialect, 1),
        like("state", 3),
        like("name", 4),
        like("channel", 5),
        int(dialect, 2)
    )
}

/// How many there are of each name, channel and state, how long ago the oldest was enqueued (microseconds), and when the first of
/// them is due.
pub(crate) fn overview(dialect: Dialect) -> String {
    format!(
        "SELECT name, channel, state, count(*), min(enqueued_at), min(due_at), {} FROM connector_job \
         GROUP BY name, channel, state ORDER BY name, channel, state",
        dialect.moment()
    )
}

/// Deletes what ended `?1` microseconds ago or earlier, at most `?2`. What failed stays.
pub(crate) fn prune(dialect: Dialect) -> String {
    format!(
        "DELETE FROM connector_job WHERE id IN (SELECT id FROM connector_job WHERE ended_at <= {} AND state IN ('done', 'cancelled') LIMIT {})",
        dialect.moment_before(1),
        int(dialect, 2)
    )
}

/// What the databases say in their own ways.
impl Dialect {
    /// That what stands before it is in a JSON list.
    fn in_json(self, place: usize, ty: FieldType) -> String {
        let cast = if ty == FieldType::Int { "::bigint" } else { "" };
        let _ = cast;
        super::dialect::by_dialect!(
            self,
            format!("IN (SELECT value FROM json_each(?{place}))"),
            format!("= ANY(ARRAY(SELECT json_array_elements_text(${place}::text::json){cast}))")
        )
    }

    /// A JSON list of lists as rows of ID, fence and message.
    fn leases(self, place: usize) -> String {
        super::dialect::by_dialect!(
            self,
            format!(
                "SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS fence, json_extract(value, '$[2]') AS message \
                 FROM json_each(?{place})"
            ),
            format!(
                "SELECT (value ->> 0)::bigint AS id, (value ->> 1)::bigint AS fence, value ->> 2 AS message \
                 FROM json_array_elements(${place}::text::json)"
            )
        )
    }

    /// Says once more which rows these are, where the table would be read as a whole for lack of statistics.
    fn narrowed(self, place: usize) -> String {
        let _ = place;
        super::dialect::by_dialect!(
            self,
            String::new(),
            format!(" AND connector_job.id = ANY(ARRAY(SELECT (value ->> 0)::bigint FROM json_array_elements(${place}::text::json)))")
        )
    }
}
