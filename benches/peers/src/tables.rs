//! The store's table as diesel sees it. SQLite keeps times as microseconds.

use chrono::{DateTime, Utc};
use connector_benches::model::{Bound, Shop};
use connector_core::{BackendId, RecordId};

/// A time as a database keeps it.
pub trait Time: Copy {
    /// To be written.
    fn of(time: DateTime<Utc>) -> Self;
    /// As it was read.
    fn time(self) -> Option<DateTime<Utc>>;
}

impl Time for i64 {
    fn of(time: DateTime<Utc>) -> Self {
        time.timestamp_micros()
    }

    fn time(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_micros(self)
    }
}

impl Time for DateTime<Utc> {
    fn of(time: Self) -> Self {
        time
    }

    fn time(self) -> Option<Self> {
        Some(self)
    }
}

/// A whole row from its columns.
pub fn bound<T: Time>(record: i64, shop: i64, external_id: Option<String>, time: Option<T>, tax_class_id: Option<i64>) -> Bound {
    Bound {
        record_id: RecordId::new(record),
        backend_id: BackendId::<Shop>::new(shop),
        external_id,
        sync_date: time.and_then(Time::time),
        tax_class_id,
    }
}

macro_rules! table {
    ($module:ident, $column:ident, $time:ty) => {
        /// The table of bindings.
        pub mod $module {
            use connector_benches::model::Bound;
            use diesel::prelude::*;

            /// A time.
            pub type Time = $time;

            diesel::table! {
                bench_binding (id) {
                    id -> BigInt,
                    record_id -> BigInt,
                    backend_id -> BigInt,
                    external_id -> Nullable<Text>,
                    sync_date -> Nullable<$column>,
                    tax_class_id -> Nullable<BigInt>,
                }
            }

            /// What is read.
            #[derive(Queryable, Selectable)]
            #[diesel(table_name = bench_binding)]
            pub struct Row {
                id: i64,
                record_id: i64,
                backend_id: i64,
                external_id: Option<String>,
                sync_date: Option<$time>,
                tax_class_id: Option<i64>,
            }

            impl Row {
                /// Its key, and the rest.
                pub fn bound(self) -> (i64, Bound) {
                    let bound = super::bound(self.record_id, self.backend_id, self.external_id, self.sync_date, self.tax_class_id);
                    (self.id, bound)
                }
            }

            /// What is written.
            #[derive(Insertable)]
            #[diesel(table_name = bench_binding, treat_none_as_default_value = false)]
            pub struct New<'a> {
                record_id: i64,
                backend_id: i64,
                external_id: Option<&'a str>,
                sync_date: Option<$time>,
                tax_class_id: Option<i64>,
            }

            impl<'a> From<&'a Bound> for New<'a> {
                fn from(row: &'a Bound) -> Self {
                    Self {
                        record_id: row.record_id.get().unwrap_or_default(),
                        backend_id: row.backend_id.get(),
                        external_id: row.external_id.as_deref(),
                        sync_date: row.sync_date.map(super::Time::of),
                        tax_class_id: row.tax_class_id,
                    }
                }
            }
        }
    };
}

table!(sqlite, BigInt, i64);
table!(postgres, Timestamptz, chrono::DateTime<chrono::Utc>);
