//! The SQL by hand on PostgreSQL, the same for both drivers.

/// As the store's transactions are, in which a batch is.
pub const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ";

pub const INSERT: &str = "INSERT INTO bench_binding (record_id, backend_id, external_id, sync_date, tax_class_id) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id";

pub const INSERT_MANY: &str = "INSERT INTO bench_binding (record_id, backend_id, external_id, sync_date, tax_class_id) \
    SELECT * FROM UNNEST($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::bigint[]) \
    ON CONFLICT DO NOTHING RETURNING id, external_id";

pub const BIND: &str = "UPDATE bench_binding SET external_id = $1, sync_date = $2 WHERE id = $3 AND backend_id = $4 \
    AND (external_id IS NULL OR external_id = $1)";

pub const BIND_MANY: &str = "UPDATE bench_binding t SET external_id = given.id, sync_date = $2 \
    FROM UNNEST($3::bigint[], $4::text[]) AS given (k, id) \
    WHERE t.id = given.k AND t.backend_id = $1 AND (t.external_id IS NULL OR t.external_id = given.id)";

pub const TO_INTERNAL: &str = "SELECT id, record_id, backend_id, external_id, sync_date, tax_class_id FROM bench_binding \
    WHERE backend_id = $1 AND external_id = $2";

pub const TO_INTERNAL_MANY: &str = "SELECT id, record_id, backend_id, external_id, sync_date, tax_class_id FROM bench_binding \
    WHERE backend_id = $1 AND external_id = ANY($2)";

pub const TO_EXTERNAL: &str = "SELECT external_id FROM bench_binding \
    WHERE backend_id = $1 AND record_id = $2 AND external_id IS NOT NULL";

pub const TO_EXTERNAL_MANY: &str = "SELECT external_id, record_id FROM bench_binding \
    WHERE backend_id = $1 AND external_id IS NOT NULL AND record_id = ANY($2)";

/// Each run finds the table as the one before it did: nothing added, and no dead rows.
pub const TIDY: [&str; 2] = ["DELETE FROM bench_binding WHERE record_id > 100000", "VACUUM bench_binding"];
