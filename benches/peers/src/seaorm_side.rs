//! sea-orm: entities, and its pool with one connection.

use connector_benches::Result;
use connector_benches::model::Shop;
use connector_core::BackendId;
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions,
};

/// sea-orm on the file of a store that has made it.
pub struct SeaOrmSqlite {
    database: DatabaseConnection,
    shop: BackendId<Shop>,
}

/// sea-orm on the server.
pub struct SeaOrmPostgres {
    database: DatabaseConnection,
    shop: BackendId<Shop>,
}

async fn connect(url: &str) -> std::result::Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    // One connection, which is not asked whether it is still there before each use, and writes no log.
    options.min_connections(1).max_connections(1).test_before_acquire(false).sqlx_logging(false);
    Database::connect(options).await
}

impl SeaOrmSqlite {
    /// With the store's settings.
    pub async fn new(url: &str, shop: BackendId<Shop>) -> Result<Self> {
        let database = connect(url).await?;
        for sql in crate::SETTINGS {
            database.execute_unprepared(sql).await?;
        }
        Ok(Self { database, shop })
    }
}

impl SeaOrmPostgres {
    /// On the database of a store that has made it.
    pub async fn new(url: &str, shop: BackendId<Shop>) -> Result<Self> {
        Ok(Self { database: connect(url).await?, shop })
    }
}

fn on_sqlite() -> TransactionOptions {
    TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() }
}

fn on_postgres() -> TransactionOptions {
    TransactionOptions { isolation_level: Some(IsolationLevel::RepeatableRead), ..TransactionOptions::default() }
}

macro_rules! side {
    ($side:ident, $module:ident, $time:ty, $transaction:ident, $tidy:expr) => {
        mod $module {
            use std::collections::HashMap;

            use chrono::Utc;
            // Not as `Result`: sea-orm's derive takes that for the standard library's.
            use connector_benches::Result as Done;
            use connector_benches::model::{Bound, Thing};
            use connector_benches::sides::{BATCH, Side};
            use connector_core::{BindingId, RecordId};
            use sea_orm::entity::prelude::*;
            use sea_orm::sea_query::OnConflict;
            use sea_orm::{Condition, QuerySelect as _, Set, TransactionTrait as _, TryInsertResult};

            use crate::tables::{Time, bound};

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = "bench_binding")]
            pub struct Model {
                #[sea_orm(primary_key)]
                id: i64,
                record_id: i64,
                backend_id: i64,
                external_id: Option<String>,
                sync_date: Option<$time>,
                tax_class_id: Option<i64>,
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}

            impl Model {
                fn bound(self) -> (i64, Bound) {
                    (self.id, bound(self.record_id, self.backend_id, self.external_id, self.sync_date, self.tax_class_id))
                }
            }

            fn new(row: &Bound) -> ActiveModel {
                ActiveModel {
                    record_id: Set(row.record_id.get().unwrap_or_default()),
                    backend_id: Set(row.backend_id.get()),
                    external_id: Set(row.external_id.clone()),
                    sync_date: Set(row.sync_date.map(Time::of)),
                    tax_class_id: Set(row.tax_class_id),
                    ..Default::default()
                }
            }

            /// Whatever key is in the way. `on_conflict_do_nothing` looks at the primary key alone: a row whose ID is there already would
            /// fail the whole statement.
            fn any_conflict() -> OnConflict {
                OnConflict::new().do_nothing().to_owned()
            }

            fn free(id: &str) -> Condition {
                Condition::any().add(Column::ExternalId.is_null()).add(Column::ExternalId.eq(id))
            }

            async fn bind(on: &impl ConnectionTrait, shop: i64, binding: i64, id: &str, time: $time) -> Done<usize> {
                let one = Entity::update_many().filter(Column::Id.eq(binding)).filter(Column::BackendId.eq(shop)).filter(free(id));
                let set = one.col_expr(Column::ExternalId, Expr::value(id)).col_expr(Column::SyncDate, Expr::value(time));
                Ok(set.exec(on).await?.rows_affected as usize)
            }

            impl Side for super::$side {
                async fn put(&mut self, rows: Vec<Bound>) -> Done<usize> {
                    let mut done = 0;
                    for row in &rows {
                        let keys = Entity::insert(new(row))
                            .on_conflict(any_conflict())
                            .try_insert()
                            .exec_with_returning_keys(&self.database)
                            .await?;
                        done += usize::from(matches!(keys, TryInsertResult::Inserted(_)));
                    }
                    Ok(done)
                }

                async fn put_many(&mut self, rows: &[Bound]) -> Done<usize> {
                    let mut done = 0;
                    let transaction = self.database.begin_with_options(super::$transaction()).await?;
                    for rows in rows.chunks(BATCH) {
                        let insert = Entity::insert_many(rows.iter().map(new)).on_conflict(any_conflict()).try_insert();
                        if let TryInsertResult::Inserted(keys) = insert.exec_with_returning_keys(&transaction).await? {
                            done += keys.len();
                        }
                    }
                    transaction.commit().await?;
                    Ok(done)
                }

                async fn bind(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Done<usize> {
                    let (mut done, shop) = (0, self.shop.get());
                    for (binding, id) in pairs {
                        done += bind(&self.database, shop, binding.get(), id, Time::of(Utc::now())).await?;
                    }
                    Ok(done)
                }

                async fn bind_many(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Done<usize> {
                    let (mut done, shop, time) = (0, self.shop.get(), Time::of(Utc::now()));
                    let transaction = self.database.begin_with_options(super::$transaction()).await?;
                    for (binding, id) in pairs {
                        done += bind(&transaction, shop, binding.get(), id, time).await?;
                    }
                    transaction.commit().await?;
                    Ok(done)
                }

                async fn to_internal(&mut self, ids: &[String]) -> Done<usize> {
                    let mut found = 0;
                    for id in ids {
                        let one = Entity::find().filter(Column::BackendId.eq(self.shop.get())).filter(Column::ExternalId.eq(id.as_str()));
                        found += usize::from(one.one(&self.database).await?.map(Model::bound).is_some());
                    }
                    Ok(found)
                }

                async fn to_internal_many(&mut self, ids: &[String]) -> Done<usize> {
                    let mut count = 0;
                    for ids in ids.chunks(BATCH) {
                        let many = Entity::find().filter(Column::BackendId.eq(self.shop.get()));
                        let rows = many.filter(Column::ExternalId.is_in(ids.iter().map(String::as_str))).all(&self.database).await?;
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

                async fn to_external(&mut self, records: &[RecordId<Thing>]) -> Done<usize> {
                    let mut found = 0;
                    for record in records.iter().filter_map(RecordId::get) {
                        let one = Entity::find().filter(Column::BackendId.eq(self.shop.get())).filter(Column::ExternalId.is_not_null());
                        let one = one.filter(Column::RecordId.eq(record)).select_only().column(Column::ExternalId);
                        let id: Option<Option<String>> = one.into_tuple().one(&self.database).await?;
                        found += usize::from(id.flatten().is_some());
                    }
                    Ok(found)
                }

                async fn to_external_many(&mut self, records: &[RecordId<Thing>]) -> Done<usize> {
                    let mut count = 0;
                    for records in records.chunks(BATCH) {
                        let many = Entity::find().filter(Column::BackendId.eq(self.shop.get())).filter(Column::ExternalId.is_not_null());
                        let many = many.filter(Column::RecordId.is_in(records.iter().filter_map(RecordId::get)));
                        let many = many.select_only().column(Column::RecordId).column(Column::ExternalId);
                        let rows: Vec<(i64, Option<String>)> = many.into_tuple().all(&self.database).await?;
                        let mut found: HashMap<i64, Option<String>> = rows.into_iter().collect();
                        let placed: Vec<Option<String>> = records.iter().map(|record| found.remove(&record.get()?)?).collect();
                        count += placed.iter().flatten().count();
                    }
                    Ok(count)
                }

                async fn unbind_all(&mut self, bindings: &[i64]) -> Done<()> {
                    for bindings in bindings.chunks(BATCH) {
                        let many = Entity::update_many().filter(Column::Id.is_in(bindings.iter().copied()));
                        many.col_expr(Column::ExternalId, Expr::value(None::<String>)).exec(&self.database).await?;
                    }
                    Ok(())
                }

                async fn tidy(&mut self) -> Done<()> {
                    for sql in $tidy {
                        self.database.execute_unprepared(sql).await?;
                    }
                    Ok(())
                }
            }
        }
    };
}

side!(SeaOrmSqlite, sqlite, i64, on_sqlite, [crate::TIDY]);
side!(SeaOrmPostgres, postgres, chrono::DateTime<chrono::Utc>, on_postgres, [crate::TIDY, "VACUUM bench_binding"]);
