//! The work in diesel's own words, the same with diesel and with diesel-async.

/// The new keys of some rows.
macro_rules! inserted {
    (at_once, $connection:ident, $rows:ident, $New:ident, $dsl:ident, ($($wait:tt)*)) => {{
        let rows: Vec<$New<'_>> = $rows.iter().map($New::from).collect();
        let insert = diesel::insert_into($dsl::bench_binding).values(rows).on_conflict_do_nothing();
        insert.returning($dsl::id).get_results::<i64>($connection)$($wait)*?
    }};
    // What diesel-async has for SQLite.
    (one_by_one, $connection:ident, $rows:ident, $New:ident, $dsl:ident, ($($wait:tt)*)) => {{
        let mut ids = Vec::with_capacity($rows.len());
        for row in $rows {
            let insert = diesel::insert_into($dsl::bench_binding).values($New::from(row)).on_conflict_do_nothing();
            ids.extend(insert.returning($dsl::id).get_result::<i64>($connection)$($wait)*.optional()?);
        }
        ids
    }};
}
pub(crate) use inserted;

/// All the work in diesel's words: for a type with a `connection` and a `shop`, on one of the [tables](crate::tables); what the last
/// two hold is written where a call is waited for.
macro_rules! side {
    ($side:ident, $module:ident, $transaction:ident, $batch:ident, $tidy:expr, ($($kind:tt)?), ($($wait:tt)*)) => {
        const _: () = {
            use std::collections::HashMap;

            use chrono::Utc;
            use connector_benches::Result;
            use connector_benches::model::{Bound, Thing};
            use connector_benches::sides::{BATCH, Side};
            use connector_core::{BindingId, RecordId};

            use crate::tables::Time;

            impl Side for $side {
                async fn put(&mut self, rows: Vec<Bound>) -> Result<usize> {
                    use crate::tables::$module::{New, bench_binding::dsl};
                    let mut done = 0;
                    for row in rows {
                        let insert = diesel::insert_into(dsl::bench_binding).values(New::from(&row)).on_conflict_do_nothing();
                        // To its end: on SQLite `get_result` leaves the statement after its first row, so that SQLite never moves
                        // what is in its log into the file. The log grows, and the other side does it for both.
                        let inserted: Vec<i64> = insert.returning(dsl::id).get_results(&mut self.connection)$($wait)*?;
                        done += inserted.len();
                    }
                    Ok(done)
                }

                async fn put_many(&mut self, rows: &[Bound]) -> Result<usize> {
                    use crate::tables::$module::{New, bench_binding::dsl};
                    let ids = $transaction!(self.connection, $($kind)? |connection| {
                        let mut ids: Vec<i64> = Vec::with_capacity(rows.len());
                        for rows in rows.chunks(BATCH) {
                            ids.extend(inserted!($batch, connection, rows, New, dsl, ($($wait)*)));
                        }
                        Ok(ids)
                    })$($wait)*?;
                    Ok(ids.len())
                }

                async fn bind(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
                    use crate::tables::$module::{Time as Kept, bench_binding::dsl};
                    let (mut done, shop) = (0, self.shop.get());
                    for (binding, id) in pairs {
                        let free = dsl::external_id.is_null().or(dsl::external_id.eq(id));
                        let one = dsl::bench_binding.filter(dsl::id.eq(binding.get())).filter(dsl::backend_id.eq(shop)).filter(free);
                        let values = (dsl::external_id.eq(id), dsl::sync_date.eq(<Kept as Time>::of(Utc::now())));
                        done += diesel::update(one).set(values).execute(&mut self.connection)$($wait)*?;
                    }
                    Ok(done)
                }

                async fn bind_many(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
                    use crate::tables::$module::{Time as Kept, bench_binding::dsl};
                    let (time, shop) = (<Kept as Time>::of(Utc::now()), self.shop.get());
                    let done = $transaction!(self.connection, $($kind)? |connection| {
                        let mut done = 0;
                        for (binding, id) in pairs {
                            let free = dsl::external_id.is_null().or(dsl::external_id.eq(id));
                            let one = dsl::bench_binding.filter(dsl::id.eq(binding.get())).filter(dsl::backend_id.eq(shop)).filter(free);
                            done += diesel::update(one).set((dsl::external_id.eq(id), dsl::sync_date.eq(time))).execute(connection)$($wait)*?;
                        }
                        Ok(done)
                    })$($wait)*?;
                    Ok(done)
                }

                async fn to_internal(&mut self, ids: &[String]) -> Result<usize> {
                    use crate::tables::$module::{Row, bench_binding::dsl};
                    let mut found = 0;
                    for id in ids {
                        let one = dsl::bench_binding.filter(dsl::backend_id.eq(self.shop.get())).filter(dsl::external_id.eq(id));
                        let row = one.select(Row::as_select()).first(&mut self.connection)$($wait)*.optional()?;
                        found += usize::from(row.map(Row::bound).is_some());
                    }
                    Ok(found)
                }

                async fn to_internal_many(&mut self, ids: &[String]) -> Result<usize> {
                    use crate::tables::$module::{Row, bench_binding::dsl};
                    let mut count = 0;
                    for ids in ids.chunks(BATCH) {
                        let many = dsl::bench_binding.filter(dsl::backend_id.eq(self.shop.get())).filter(dsl::external_id.eq_any(ids));
                        let rows = many.select(Row::as_select()).load(&mut self.connection)$($wait)*?;
                        let mut found: HashMap<String, (i64, Bound)> = HashMap::with_capacity(ids.len());
                        for row in rows {
                            let (id, bound) = row.bound();
                            found.insert(bound.external_id.clone().unwrap_or_default(), (id, bound));
                        }
                        let placed: Vec<Option<(i64, Bound)>> = ids.iter().map(|id| found.remove(id)).collect();
                        count += placed.iter().flatten().count();
                    }
                    Ok(count)
                }

                async fn to_external(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
                    use crate::tables::$module::bench_binding::dsl;
                    let mut found = 0;
                    for record in records.iter().filter_map(RecordId::get) {
                        let one = dsl::bench_binding.filter(dsl::backend_id.eq(self.shop.get())).filter(dsl::external_id.is_not_null());
                        let id: Option<String> = one.filter(dsl::record_id.eq(record)).select(dsl::external_id).first(&mut self.connection)$($wait)*?;
                        found += usize::from(id.is_some());
                    }
                    Ok(found)
                }

                async fn to_external_many(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
                    use crate::tables::$module::bench_binding::dsl;
                    let mut count = 0;
                    for records in records.chunks(BATCH) {
                        let keys: Vec<i64> = records.iter().filter_map(RecordId::get).collect();
                        let many = dsl::bench_binding.filter(dsl::backend_id.eq(self.shop.get())).filter(dsl::external_id.is_not_null());
                        let many = many.filter(dsl::record_id.eq_any(keys)).select((dsl::record_id, dsl::external_id));
                        let rows: Vec<(i64, Option<String>)> = many.load(&mut self.connection)$($wait)*?;
                        let mut found: HashMap<i64, Option<String>> = rows.into_iter().collect();
                        let placed: Vec<Option<String>> = records.iter().map(|record| found.remove(&record.get()?)?).collect();
                        count += placed.iter().flatten().count();
                    }
                    Ok(count)
                }

                async fn unbind_all(&mut self, bindings: &[i64]) -> Result<()> {
                    use crate::tables::$module::bench_binding::dsl;
                    for bindings in bindings.chunks(BATCH) {
                        let many = dsl::bench_binding.filter(dsl::id.eq_any(bindings));
                        diesel::update(many).set(dsl::external_id.eq(None::<String>)).execute(&mut self.connection)$($wait)*?;
                    }
                    Ok(())
                }

                async fn tidy(&mut self) -> Result<()> {
                    for sql in $tidy {
                        self.connection.batch_execute(sql)$($wait)*?;
                    }
                    Ok(())
                }
            }
        };
    };
}
pub(crate) use side;
