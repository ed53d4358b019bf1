//! The binder: from external IDs to bindings and records, and back.

use connector_core::{BackendId, BindingId, ModelId, RecordId};
use connector_store::{Error, Store};

use crate::support::{
    Category, House, Product, Shop, ShopCategory, ShopProduct, Website, category, product, script, shop, shop_category, shop_product,
};

/// What becomes of an external ID: whether it is taken, and under which others it is not found.
struct Case {
    id: &'static str,
    taken: bool,
    not_found: &'static [&'static str],
}

const fn kept(id: &'static str, not_found: &'static [&'static str]) -> Case {
    Case { id, taken: true, not_found }
}

const fn refused(id: &'static str) -> Case {
    Case { id, taken: false, not_found: &[] }
}

async fn an_external_id_is_kept_to_the_byte_or_refused(house: &House) {
    let long = "é".repeat(256);
    let long: &'static str = Box::leak(long.into_boxed_str());
    let too_long: &'static str = Box::leak("x".repeat(513).into_boxed_str());
    let random: &'static str =
        Box::leak((0..3_000_u32).map(|n| char::from(b'!' + (n * n % 89) as u8)).collect::<String>().into_boxed_str());
    let cases = [
        kept("12", &["012", " 12 ", "12 ", "12.0", "+12"]),
        kept("012", &["12", "0012"]),
        kept(" 12 ", &["12", " 12"]),
        kept("0", &["", "00", "-0", "False"]),
        kept("False", &["false", "0"]),
        kept("None", &["none", "null", "NULL"]),
        kept("abc", &["ABC", "abc "]),
        kept("é", &["e\u{301}", "É"]),
        kept("1' OR '1'='1", &["1"]),
        kept("%", &["12", "_"]),
        kept("9223372036854775808", &["9223372036854775807"]),
        kept(long, &["é"]),
        refused(""),
        refused("a\0b"),
        refused("\0"),
        refused(too_long),
        refused(random),
    ];
    for Case { id, taken, not_found } in cases {
        // By `put`, and by `bind`.
        for by_put in [true, false] {
            let (store, shop) = house.with_shop().await;
            let record = store.put(category("a")).await.unwrap().id();
            let binder = store.binder::<ShopCategory>(shop);
            let given = if by_put {
                store.put(shop_category(&record, shop, Some(id))).await.map(|_| ())
            } else {
                let binding = store.put(shop_category(&record, shop, None)).await.unwrap().id();
                binder.bind(binding, &id.to_owned()).await
            };
            assert_eq!(given.is_ok(), taken, "{id:?}: {given:?}");
            assert!(taken || matches!(given, Err(Error::Invalid(_))), "{id:?}: {given:?}");
            let expected = taken.then(|| record.clone());
            assert_eq!(binder.to_record(&id.to_owned()).await.unwrap(), expected, "{id:?}");
            assert_eq!(binder.to_internal(&id.to_owned()).await.unwrap().is_some(), taken, "{id:?}");
            assert_eq!(binder.to_external(&record).await.unwrap(), taken.then(|| id.to_owned()), "{id:?}");
            for other in not_found {
                assert_eq!(binder.to_record(&(*other).to_owned()).await.unwrap(), None, "{id:?} as {other:?}");
            }
        }
    }
}

async fn zero_is_an_id_and_unknown_is_none(house: &House) {
    let (store, shop) = house.with_shop().await;
    let record = store.put(product("a")).await.unwrap().id();
    store.put_many(&[shop_product(&record, shop, 0), shop_product(&record, shop, u32::MAX)]).await.unwrap();
    let binder = store.binder::<ShopProduct>(shop);
    assert_eq!(binder.to_record(&0).await.unwrap(), Some(record.clone()));
    assert_eq!(binder.to_external_all(&record).await.unwrap(), [0, u32::MAX]);
    assert!(binder.to_internal(&1).await.unwrap().is_none() && binder.linked(&1).await.unwrap().is_none());
    assert_eq!(binder.to_external(&RecordId::new(99)).await.unwrap(), None);
    assert!(matches!(binder.unwrap(BindingId::new(99)).await, Err(Error::NotFound { .. })));
    let nowhere = store.binder::<ShopProduct>(BackendId::new(99));
    assert_eq!((nowhere.to_record(&0).await.unwrap(), nowhere.to_external(&record).await.unwrap()), (None, None));
    // Put in by SQL: no `u32`.
    script(&store, "UPDATE shop_product SET external_id = -1 WHERE external_id = 0").await;
    assert!(matches!(binder.to_external_all(&record).await, Err(Error::Unreadable { field: "external_id", .. })));
}

async fn the_same_id_on_two_backends_is_two_bindings(house: &House) {
    let (store, main) = house.with_shop().await;
    let other = store.put(shop("other")).await.unwrap().id();
    let [a, b] = two_records(&store).await;
    let id = "7".to_owned();
    store.put(shop_category(&a, main, Some("7"))).await.unwrap();
    store.put(shop_category(&b, other, Some("7"))).await.unwrap();
    assert_eq!(store.binder::<ShopCategory>(main).to_record(&id).await.unwrap(), Some(a));
    assert_eq!(store.binder::<ShopCategory>(other).to_record(&id).await.unwrap(), Some(b.clone()));
    assert_eq!(store.binder::<ShopCategory>(main).to_external(&b).await.unwrap(), None);
}

async fn bindings_without_an_external_id_are_in_nobodys_way(house: &House) {
    let (store, shop) = house.with_shop().await;
    let [a, b] = two_records(&store).await;
    store.put(shop_category(&a, shop, None)).await.unwrap();
    store.put(shop_category(&b, shop, None)).await.unwrap();
    let website = Website { backend_id: shop, external_id: None, sync_date: None };
    for _ in 0..3 {
        store.put(website.clone()).await.unwrap();
    }
    assert_eq!(store.count::<Website>().await.unwrap(), 3);
    assert!(store.binder::<ShopCategory>(shop).to_internal(&String::new()).await.unwrap().is_none());
}

async fn bind_attaches_once_and_moves_the_sync_date(house: &House) {
    let (store, shop) = house.with_shop().await;
    let [a, b] = two_records(&store).await;
    let first = store.put(shop_category(&a, shop, None)).await.unwrap().id();
    let second = store.put(shop_category(&b, shop, None)).await.unwrap().id();
    let id = "7".to_owned();

    let (bound, again) = (bind_at(&store, shop, first, &id).await, bind_at(&store, shop, first, &id).await);
    assert!(bound < again, "the time of each transaction");
    let kept = store.get::<ShopCategory>(&first).await.unwrap().unwrap();
    assert_eq!((kept.external_id.as_deref(), kept.sync_date), (Some("7"), Some(again)));

    // Another ID for the same binding, and the same ID for another binding: refused, both named, nothing changed.
    let binder = store.binder::<ShopCategory>(shop);
    let rebound = binder.bind(first, &"8".to_owned()).await.unwrap_err();
    assert!(matches!(rebound, Error::BoundElsewhere { id, .. } if id == first.get()), "{rebound}");
    let doubled = binder.bind(second, &id).await.unwrap_err();
    assert!(matches!(&doubled, Error::AlreadyBound { existing, .. } if *existing == first.key()), "{doubled}");
    for (error, parts) in [
        (rebound, ["shop.category 1 has the external ID 7 on backend 1", "unbind it first, then bind it to 8"]),
        (doubled, ["binding 1 of record 1 has external ID 7", "asked for: external ID 7 for binding 2 of record 2"]),
    ] {
        assert!(parts.iter().all(|part| error.to_string().contains(part)), "{error}");
    }
    assert_eq!(*store.get::<ShopCategory>(&first).await.unwrap().unwrap(), *kept);
    let other = store.get::<ShopCategory>(&second).await.unwrap().unwrap();
    assert_eq!((other.external_id.as_deref(), other.sync_date), (None, None));
}

async fn bind_refuses_what_is_not_there_or_elsewhere(house: &House) {
    let (store, main) = house.with_shop().await;
    let other = store.put(shop("other")).await.unwrap().id();
    let [a, _] = two_records(&store).await;
    let binding = store.put(shop_category(&a, main, None)).await.unwrap().id();
    let (here, there) = (store.binder::<ShopCategory>(main), store.binder::<ShopCategory>(other));
    let id = "7".to_owned();
    assert!(matches!(here.bind(BindingId::new(99), &id).await, Err(Error::NotFound { .. })));
    assert!(matches!(there.bind(binding, &id).await, Err(Error::OtherBackend { is_on: 1, binder: 2, .. })));
    assert!(matches!(there.unbind(binding).await, Err(Error::OtherBackend { .. })));
    assert!(matches!(here.unbind(BindingId::new(99)).await, Err(Error::NotFound { .. })));
    let many = [(BindingId::new(99), id.clone()), (binding, String::new()), (binding, id.clone()), (binding, "8".to_owned())];
    let outcomes = here.bind_many(&many).await.unwrap();
    assert!(
        matches!(outcomes[..], [Err(Error::NotFound { .. }), Err(Error::Invalid(_)), Ok(()), Err(Error::BoundElsewhere { .. })]),
        "{outcomes:?}"
    );
    assert_eq!(here.to_record(&id).await.unwrap(), Some(a));
}

async fn unbind_frees_the_id_and_keeps_the_binding(house: &House) {
    let (store, shop) = house.with_shop().await;
    let [a, b] = two_records(&store).await;
    let first = store.put(shop_category(&a, shop, Some("7"))).await.unwrap().id();
    let second = store.put(shop_category(&b, shop, None)).await.unwrap().id();
    let binder = store.binder::<ShopCategory>(shop);
    let outcomes = binder.unbind_many(&[first, BindingId::new(99), first]).await.unwrap();
    assert!(matches!(outcomes[..], [Ok(()), Err(Error::NotFound { .. }), Ok(())]), "{outcomes:?}");
    assert_eq!(binder.to_external(&a).await.unwrap(), None);
    assert_eq!(binder.unwrap(first).await.unwrap(), a);
    binder.bind(second, &"7".to_owned()).await.unwrap();
    assert_eq!(binder.to_record(&"7".to_owned()).await.unwrap(), Some(b));
    let chair = store.put(product("chair")).await.unwrap().id();
    let always = store.put(shop_product(&chair, shop, 1)).await.unwrap().id();
    let binder = store.binder::<ShopProduct>(shop);
    assert!(matches!(binder.unbind(always).await, Err(Error::AlwaysBound { model: "shop.product" })));
    assert_eq!(binder.to_record(&1).await.unwrap(), Some(chair));
}

async fn one_record_is_bound_once_unless_many_are_declared(house: &House) {
    let (store, shop) = house.with_shop().await;
    let [a, _] = two_records(&store).await;
    store.put(shop_category(&a, shop, Some("1"))).await.unwrap();
    assert!(matches!(store.put(shop_category(&a, shop, Some("2"))).await, Err(Error::AlreadyBound { .. })));

    let chair = store.put(product("chair")).await.unwrap().id();
    let table = store.put(product("table")).await.unwrap().id();
    store.put_many(&[shop_product(&chair, shop, 20), shop_product(&chair, shop, 10), shop_product(&table, shop, 30)]).await.unwrap();
    let binder = store.binder::<ShopProduct>(shop);
    assert!(matches!(binder.to_external(&chair).await, Err(Error::ManyBindings { .. })));
    assert!(matches!(binder.to_external_many(&[table.clone(), chair.clone()]).await, Err(Error::ManyBindings { .. })));
    assert_eq!(binder.to_external_all(&chair).await.unwrap(), [20, 10], "the oldest first");
    let linked = binder.linked_many(&[10, 20, 30, 10]).await.unwrap();
    let records: Vec<Option<RecordId<Product>>> = linked.into_iter().map(|linked| Some(linked?.record.id())).collect();
    assert_eq!(records, [Some(chair.clone()), Some(chair.clone()), Some(table), Some(chair)]);
}

/// More than two statements take, unknown ones and repetitions among them, each in its own place.
async fn many_ids_keep_their_places(house: &House) {
    let (store, shop) = house.with_shop().await;
    let count = 2_500;
    let records: Vec<Category> = (0..count).map(|n| category(&n.to_string())).collect();
    let records: Vec<RecordId<Category>> = ids(store.put_many(&records).await.unwrap());
    let name = |n: usize| format!("id-{n}");
    let bindings: Vec<ShopCategory> = records.iter().enumerate().map(|(n, id)| shop_category(id, shop, Some(&name(n)))).collect();
    store.put_many(&bindings).await.unwrap();

    // Forward, then backward, so that each comes twice and far apart; every seventh is unknown.
    let places: Vec<usize> = (0..count).chain((0..count).rev()).collect();
    let asked: Vec<String> = places.iter().map(|n| if n % 7 == 0 { format!("unknown-{n}") } else { name(*n) }).collect();
    let expected: Vec<Option<RecordId<Category>>> = places.iter().map(|n| (n % 7 != 0).then(|| records[*n].clone())).collect();
    let binder = store.binder::<ShopCategory>(shop);
    assert_eq!(binder.to_record_many(&asked).await.unwrap(), expected);
    let internal = binder.to_internal_many(&asked).await.unwrap();
    assert!(internal.iter().map(|found| found.as_ref().map(|binding| binding.record_id.clone())).eq(expected.iter().cloned()));
    assert!(internal.iter().zip(&asked).all(|(found, id)| found.as_ref().is_none_or(|found| found.external_id.as_ref() == Some(id))));
    let linked = binder.linked_many(&asked).await.unwrap();
    assert!(linked.iter().map(|found| found.as_ref().map(|linked| linked.record.id())).eq(expected.iter().cloned()));

    let wanted: Vec<RecordId<Category>> =
        places.iter().map(|n| if n % 7 == 0 { RecordId::new(1_000_000) } else { records[*n].clone() }).collect();
    let external: Vec<Option<String>> = places.iter().map(|n| (n % 7 != 0).then(|| name(*n))).collect();
    assert_eq!(binder.to_external_many(&wanted).await.unwrap(), external);
    assert!(binder.to_internal_many(&[]).await.unwrap().is_empty() && binder.to_external_many(&[]).await.unwrap().is_empty());
}

async fn two_records(store: &Store) -> [RecordId<Category>; 2] {
    [store.put(category("a")).await.unwrap().id(), store.put(category("b")).await.unwrap().id()]
}

fn ids(outcomes: Vec<connector_store::Outcome<Category>>) -> Vec<RecordId<Category>> {
    outcomes.into_iter().map(|outcome| outcome.into_id().unwrap()).collect()
}

/// Binds, and gives the time of the transaction.
async fn bind_at(store: &Store, shop: BackendId<Shop>, binding: BindingId<ShopCategory>, id: &String) -> chrono::DateTime<chrono::Utc> {
    store
        .transaction(move |tx| {
            Box::pin(async move {
                tx.binder::<ShopCategory>(shop).bind(binding, id).await?;
                Ok(tx.time())
            })
        })
        .await
        .unwrap()
}

/// More than one statement takes, with refused ones among them and without.
async fn many_are_bound_and_unbound(house: &House) {
    let (store, shop) = house.with_shop().await;
    let other = store.put(crate::support::shop("other")).await.unwrap().id();
    let records: Vec<RecordId<Category>> = ids(store.put_many(&vec![category("x"); 1_200]).await.unwrap());
    let bindings: Vec<ShopCategory> = records.iter().map(|record| shop_category(record, shop, None)).collect();
    let bindings: Vec<BindingId<ShopCategory>> =
        store.put_many(&bindings).await.unwrap().into_iter().map(|put| put.into_id().unwrap()).collect();
    let elsewhere = store.put(shop_category(&records[0], other, None)).await.unwrap().id();
    let binder = store.binder::<ShopCategory>(shop);
    let asked: Vec<(BindingId<ShopCategory>, String)> = bindings.iter().map(|id| (*id, format!("id-{id}"))).collect();

    // Refused ones are told apart, and stop nobody.
    let mut first = asked[..1_100].to_vec();
    first[5].1 = String::new();
    first[6].0 = elsewhere;
    first[7].1.clone_from(&asked[8].1);
    first[9] = first[10].clone();
    let outcomes = binder.bind_many(&first).await.unwrap();
    for (n, outcome) in outcomes.iter().enumerate() {
        let expected = match n {
            5 => matches!(outcome, Err(Error::Invalid(_))),
            6 => matches!(outcome, Err(Error::OtherBackend { .. })),
            8 => matches!(outcome, Err(Error::AlreadyBound { .. })),
            _ => outcome.is_ok(),
        };
        assert!(expected, "{n}: {outcome:?}");
    }
    // All of them, some for the second time: those that have another one are refused.
    let outcomes = binder.bind_many(&asked).await.unwrap();
    let refused: Vec<usize> = outcomes.iter().enumerate().filter(|(_, outcome)| outcome.is_err()).map(|(n, _)| n).collect();
    assert_eq!(refused, [7, 8]);
    let known = binder.to_external_many(&records).await.unwrap();
    assert!(known.iter().zip(&asked).enumerate().all(|(n, (known, (_, id)))| n == 7 || n == 8 || known.as_ref() == Some(id)));
    assert_eq!((known[7].as_ref(), known[8].as_ref()), (Some(&asked[8].1), None));
    let dates: Vec<_> = store.all::<ShopCategory>().await.unwrap().iter().filter_map(|kept| kept.sync_date).collect();
    assert_eq!(dates.len(), 1_199);

    let mut gone = bindings.clone();
    gone.push(elsewhere);
    let outcomes = binder.unbind_many(&gone).await.unwrap();
    assert!(outcomes[..1_200].iter().all(Result::is_ok), "{outcomes:?}");
    assert!(matches!(outcomes[1_200], Err(Error::OtherBackend { .. })));
    assert!(binder.to_external_many(&records).await.unwrap().iter().all(Option::is_none));
}

crate::support::on_both! {
    many_are_bound_and_unbound,
    an_external_id_is_kept_to_the_byte_or_refused,
    zero_is_an_id_and_unknown_is_none,
    the_same_id_on_two_backends_is_two_bindings,
    bindings_without_an_external_id_are_in_nobodys_way,
    bind_attaches_once_and_moves_the_sync_date,
    bind_refuses_what_is_not_there_or_elsewhere,
    unbind_frees_the_id_and_keeps_the_binding,
    one_record_is_bound_once_unless_many_are_declared,
    many_ids_keep_their_places,
}
