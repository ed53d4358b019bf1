//! Bindings in a table that is partitioned by its backend, as a cluster that shards by `backend_id` has it: what
//! `docs/scaling-out.md` says, on the hash partitions of one server.
#![cfg(feature = "postgres")]

use std::collections::BTreeSet;

use connector_core::BackendId;
use connector_store::{Error, Store, Tx};
use sqlx::{AssertSqlSafe, Row};

use crate::support::{Category, House, SHOP, Shop, ShopCategory, category, script, shop, shop_category};

/// As in `docs/scaling-out.md`: the keys begin with what the table is distributed by.
const TABLE: &str = "
    DROP TABLE shop_category CASCADE;
    CREATE TABLE shop_category (
        id bigserial,
        record_id bigint NOT NULL REFERENCES category (id) ON DELETE CASCADE,
        backend_id bigint NOT NULL REFERENCES shop_backend (id) ON DELETE RESTRICT,
        external_id text COLLATE \"C\",
        sync_date timestamptz,
        slug text COLLATE \"C\",
        PRIMARY KEY (backend_id, id),
        UNIQUE (backend_id, external_id),
        UNIQUE (backend_id, record_id),
        UNIQUE (backend_id, slug)
    ) PARTITION BY HASH (backend_id);
    CREATE TABLE shop_category_p0 PARTITION OF shop_category FOR VALUES WITH (MODULUS 4, REMAINDER 0);
    CREATE TABLE shop_category_p1 PARTITION OF shop_category FOR VALUES WITH (MODULUS 4, REMAINDER 1);
    CREATE TABLE shop_category_p2 PARTITION OF shop_category FOR VALUES WITH (MODULUS 4, REMAINDER 2);
    CREATE TABLE shop_category_p3 PARTITION OF shop_category FOR VALUES WITH (MODULUS 4, REMAINDER 3);";

async fn partitioned(house: &House) -> (Store, Vec<BackendId<Shop>>) {
    let store = house.store().await;
    script(&store, TABLE).await;
    let mut shops = Vec::new();
    for name in ["north", "east", "south", "west"] {
        shops.push(store.put(shop(name)).await.unwrap().id());
    }
    (store, shops)
}

/// Which partitions the plans of the statements touch that were prepared since `known`, one set a statement.
async fn touched(tx: &mut Tx<'_>, known: &mut BTreeSet<String>) -> Result<Vec<usize>, Error> {
    let connection = tx.as_postgres()?;
    let sql = "SELECT name, statement, array_to_string(parameter_types::text[], ',') FROM pg_prepared_statements WHERE statement LIKE '%\"shop_category\"%'";
    let prepared = sqlx::raw_sql(sql).fetch_all(&mut *connection).await?;
    let mut touched = Vec::new();
    for row in prepared {
        let (name, types): (String, String) = (row.try_get(0)?, row.try_get(2)?);
        if !known.insert(name.clone()) {
            continue;
        }
        let values: Vec<&str> = types
            .split(',')
            .map(|ty| match ty {
                "bigint" => "1",
                "text" => "'x'",
                "timestamp with time zone" => "now()",
                "bigint[]" => "'{1,2,3}'",
                "text[]" => "'{x,y,z}'",
                list if list.ends_with("[]") => "'{}'",
                other => panic!("no value for {other}"),
            })
            .collect();
        let plan =
            sqlx::raw_sql(AssertSqlSafe(format!("EXPLAIN EXECUTE {name} ({})", values.join(", ")))).fetch_all(&mut *connection).await?;
        let mut partitions = BTreeSet::new();
        for line in plan {
            let line: String = line.try_get(0)?;
            partitions.extend((0..4).filter(|partition| line.contains(&format!("shop_category_p{partition}"))));
        }
        touched.push(partitions.len());
    }
    Ok(touched)
}

async fn each_statement_of_the_binder_touches_one_partition(house: &House) {
    let (store, shops) = partitioned(house).await;
    let main = shops[0];
    let counts = store
        .transaction(move |tx| {
            Box::pin(async move {
                let records: Vec<Category> = ["a", "b", "c"].map(category).into();
                let mut bindings = Vec::new();
                for record in tx.put_many(&records).await? {
                    bindings.push(shop_category(&record.into_id()?, main, None));
                }
                let mut pairs = Vec::new();
                for (place, binding) in tx.put_many(&bindings).await?.into_iter().enumerate() {
                    pairs.push((binding.into_id()?, format!("x-{place}")));
                }
                // Inserts are routed, row by row.
                let mut known = BTreeSet::new();
                touched(tx, &mut known).await?;
                let records: Vec<_> = bindings.iter().map(|binding| binding.record_id.clone()).collect();
                let ids: Vec<String> = pairs.iter().map(|(_, id)| id.clone()).collect();
                let keys: Vec<_> = pairs.iter().map(|(key, _)| *key).collect();
                let mut binder = tx.binder::<ShopCategory>(main);
                for outcome in binder.bind_many(&pairs).await? {
                    outcome?;
                }
                for outcome in binder.unbind_many(&keys).await? {
                    outcome?;
                }
                for (key, id) in &pairs {
                    binder.bind(*key, id).await?;
                    assert_eq!(binder.to_internal(id).await?.unwrap().id(), *key);
                    binder.unbind(*key).await?;
                    binder.bind(*key, id).await?;
                }
                assert_eq!(binder.to_internal_many(&ids).await?.iter().flatten().count(), 3);
                assert_eq!(binder.to_record(&ids[0]).await?.as_ref(), Some(&records[0]));
                assert_eq!(binder.to_record_many(&ids).await?.iter().flatten().count(), 3);
                assert_eq!(binder.to_external(&records[0]).await?.as_ref(), Some(&ids[0]));
                assert_eq!(binder.to_external_many(&records).await?.iter().flatten().count(), 3);
                let binder = touched(tx, &mut known).await?;
                // By its own key alone a binding is looked for everywhere.
                tx.get::<ShopCategory>(&keys[0]).await?;
                Ok((binder, touched(tx, &mut known).await?))
            })
        })
        .await
        .unwrap();
    assert_eq!(counts, (vec![1; 10], vec![4]));
}

/// What a unique key decides, and what is put again, are as without partitions.
async fn puts_are_decided_by_the_same_keys(house: &House) {
    let (store, shops) = partitioned(house).await;
    let record = store.put(category("a")).await.unwrap().id();
    for shop in &shops {
        let binding = shop_category(&record, *shop, Some("7"));
        let first = store.put(binding.clone()).await.unwrap();
        assert_eq!(store.put(binding).await.unwrap().id(), first.id());
    }
    assert_eq!(store.count::<ShopCategory>().await.unwrap(), 4);
    let other = store.put(category("b")).await.unwrap().id();
    let error = store.put(shop_category(&other, shops[1], Some("7"))).await.unwrap_err();
    assert!(matches!(error, Error::AlreadyBound { .. }), "{error}");
    store.delete::<Category>(&record).await.unwrap();
    assert_eq!(store.count::<ShopCategory>().await.unwrap(), 0);
}

/// Such a table is its maker's: a migration says that it is not what it would have made, and changes nothing.
async fn a_migration_refuses_them(house: &House) {
    let (store, _) = partitioned(house).await;
    let error = store.migrate(&SHOP).await.unwrap_err();
    assert!(matches!(error, Error::Migration(_)) && error.to_string().contains("\"shop_category\""), "{error}");
}

mod on_partitions {
    use crate::support::House;

    #[test]
    fn each_statement_of_the_binder_touches_one_partition() {
        House::postgres("on_partitions").run(|house| Box::pin(super::each_statement_of_the_binder_touches_one_partition(house)));
    }

    #[test]
    fn a_migration_refuses_them() {
        House::postgres("on_partitions").run(|house| Box::pin(super::a_migration_refuses_them(house)));
    }

    #[test]
    fn puts_are_decided_by_the_same_keys() {
        House::postgres("on_partitions").run(|house| Box::pin(super::puts_are_decided_by_the_same_keys(house)));
    }
}
