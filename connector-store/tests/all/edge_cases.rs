//! What the Odoo connector does in the cases that its users meet, and what this one does: one table, run on both databases.
//! `docs/coming-from-odoo.md` has it in words, line by line the same.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use connector_core::{BackendId, BindingId, RecordId};
use connector_store::{Error, Outcome, Store};
use tokio::sync::Barrier;

use crate::support::{
    Category, House, Product, SHOP, Shop, ShopCategory, ShopProduct, category, product, shop, shop_category, shop_product, try_script,
};

/// Two shops, and two records that are on neither.
struct World<'h> {
    house: &'h House,
    store: Store,
    shop: BackendId<Shop>,
    other: BackendId<Shop>,
    a: RecordId<Category>,
    b: RecordId<Category>,
    chair: RecordId<Product>,
}

impl<'h> World<'h> {
    async fn new(house: &'h House, store: &Store, name: &str) -> Self {
        let place = async |suffix| store.put(shop(&format!("{name} {suffix}"))).await.unwrap().id();
        Self {
            house,
            store: store.clone(),
            shop: place("here").await,
            other: place("there").await,
            a: store.put(category("a")).await.unwrap().id(),
            b: store.put(category("b")).await.unwrap().id(),
            chair: store.put(product(name)).await.unwrap().id(),
        }
    }

    fn binder(&self) -> connector_store::Binder<'_, ShopCategory> {
        self.store.binder(self.shop)
    }

    /// Puts a binding of a record.
    async fn put(&self, record: &RecordId<Category>, id: Option<&str>) -> Result<BindingId<ShopCategory>, Error> {
        self.store.put(shop_category(record, self.shop, id)).await.map(|put| put.id())
    }

    async fn find(&self, id: &str) -> Option<RecordId<Category>> {
        self.binder().to_record(&id.to_owned()).await.unwrap()
    }

    async fn external(&self, record: &RecordId<Category>) -> Option<String> {
        self.binder().to_external(record).await.unwrap()
    }
}

struct Case {
    when: &'static str,
    odoo: &'static str,
    here: &'static str,
    run: for<'w> fn(&'w World<'_>) -> Pin<Box<dyn Future<Output = ()> + 'w>>,
}

impl Case {
    /// Its line in the docs.
    fn line(&self) -> String {
        format!("| {} | {} | {} |", self.when, self.odoo, self.here)
    }
}

macro_rules! cases {
    ($($case:literal, $odoo:literal, $here:literal => |$world:ident| $run:block)*) => {
        const CASES: &[Case] = &[$(Case { when: $case, odoo: $odoo, here: $here, run: |$world| Box::pin(async move $run) }),*];
    };
}

cases! {
    "An ID that nobody knows is looked up", "an empty recordset", "`None`" => |w| {
        assert!(w.binder().to_internal(&"404".to_owned()).await.unwrap().is_none());
        assert_eq!(w.binder().to_record_many(&["404".to_owned(), "405".to_owned()]).await.unwrap(), [None, None]);
    }
    "Two transactions look 42 up, miss it, and create it with its record",
    "the second one fails with `UniqueViolation` at a late flush, all of it is rolled back, and nothing repeats it",
    "the second one is repeated, finds what the first one made, and makes nothing" => |w| {
        // On SQLite the second one cannot even begin.
        let meet = w.house.either(None, Some(Arc::new(Barrier::new(2))));
        let import = || {
            let (store, shop, mut meet) = (w.store.clone(), w.shop, meet.clone());
            async move {
                store.transaction(move |tx| {
                    let meet = meet.take();
                    Box::pin(async move {
                        let known = tx.binder::<ShopCategory>(shop).to_record(&"42".to_owned()).await?;
                        if let Some(meet) = meet {
                            meet.wait().await;
                        }
                        if let Some(record) = known {
                            return Ok((record, false));
                        }
                        let record = tx.put(category("new")).await?.id();
                        tx.put(shop_category(&record, shop, Some("42"))).await?;
                        Ok((record, true))
                    })
                }).await.unwrap()
            }
        };
        let before = w.store.count::<Category>().await.unwrap();
        let ((first, made), (second, made_too)) = tokio::join!(import(), import());
        assert!(first == second && made != made_too);
        assert_eq!(w.store.count::<Category>().await.unwrap(), before + 1, "no record is left over");
    }
    "Two transactions bind one binding to different IDs",
    "the second one fails with `SerializationFailure`", "the second one is told which ID the binding has: `Error::BoundElsewhere`" => |w| {
        let binding = w.put(&w.a, None).await.unwrap();
        let (binder, ids) = (w.binder(), ["1".to_owned(), "2".to_owned()]);
        let (first, second) = tokio::join!(binder.bind(binding, &ids[0]), binder.bind(binding, &ids[1]));
        let (kept, refused) = if first.is_ok() { ("1", second) } else { ("2", first) };
        assert!(matches!(refused, Err(Error::BoundElsewhere { .. })), "{refused:?}");
        assert_eq!(w.external(&w.a).await.as_deref(), Some(kept));
    }
    "A batch has a duplicate as its third row", "all of it is rolled back, and no message says which row it was",
    "the third one is refused, with both sides named; the others are kept" => |w| {
        let chairs = [1, 2].map(|id| shop_product(&w.chair, w.shop, id));
        let table = w.store.put(product("another")).await.unwrap().id();
        let batch = [chairs[0].clone(), chairs[1].clone(), shop_product(&table, w.shop, 2), shop_product(&table, w.shop, 3)];
        let put = w.store.put_many(&batch).await.unwrap();
        let [Outcome::Created(_), Outcome::Created(_), Outcome::Refused(Error::AlreadyBound { conflict, .. }), Outcome::Created(_)] = &put[..]
        else { panic!("{put:?}") };
        assert!(conflict.contains(&format!("is bound to record {}", w.chair)) && conflict.contains(&format!("record {table}")), "{conflict}");
        w.store.delete::<Product>(&table).await.unwrap();
    }
    "One ID on two backends", "taken", "taken: two bindings" => |w| {
        w.put(&w.a, Some("1")).await.unwrap();
        w.store.put(shop_category(&w.b, w.other, Some("1"))).await.unwrap();
        assert_eq!(w.find("1").await, Some(w.a.clone()));
        assert_eq!(w.store.binder::<ShopCategory>(w.other).to_record(&"1".to_owned()).await.unwrap(), Some(w.b.clone()));
    }
    "`bind(False)`, `bind(None)`", "kept as the texts `False` and (under `python -O`) `None`",
    "does not compile; a binding that is put without an ID has none, and neither text finds it" => |w| {
        w.put(&w.a, None).await.unwrap();
        assert_eq!(w.external(&w.a).await, None);
        for text in ["False", "None", ""] {
            assert_eq!(w.find(text).await, None);
        }
    }
    "`bind('')`, or `''` in a new binding", "an `AssertionError` (under `python -O` kept); kept", "`Error::Invalid`, nothing changed" => |w| {
        let binding = w.put(&w.a, None).await.unwrap();
        let bound = w.binder().bind(binding, &String::new()).await;
        assert!(matches!(bound, Err(Error::Invalid(_))), "{bound:?}");
        assert!(matches!(w.put(&w.b, Some("")).await, Err(Error::Invalid(_))));
        assert_eq!(w.external(&w.a).await, None);
        assert_eq!(w.external(&w.b).await, None);
    }
    "The ID 0, as a text or a number",
    "as a text kept; in an `Integer` field `bind(0)` is lost, and `to_external` says 0 for what was never bound",
    "an ID like any other" => |w| {
        w.put(&w.a, Some("0")).await.unwrap();
        assert_eq!((w.find("0").await, w.external(&w.a).await.as_deref()), (Some(w.a.clone()), Some("0")));
        let numbers = w.store.binder::<ShopProduct>(w.shop);
        assert_eq!(numbers.to_external(&w.chair).await.unwrap(), None);
        w.store.put(shop_product(&w.chair, w.shop, 0)).await.unwrap();
        assert_eq!(numbers.to_external(&w.chair).await.unwrap(), Some(0));
        assert_eq!(numbers.to_record(&0).await.unwrap(), Some(w.chair.clone()));
    }
    "`' 12 '`, `'012'`, `'12'`; `'a'` and `'A'`", "all distinct", "all distinct, to the byte" => |w| {
        for id in [" 12 ", "012", "12", "a", "A"] {
            let record = w.store.put(category("x")).await.unwrap().id();
            w.put(&record, Some(id)).await.unwrap();
            assert_eq!((w.find(id).await, w.external(&record).await.as_deref()), (Some(record), Some(id)));
        }
    }
    "Bindings without an ID", "any number of them", "any number of them" => |w| {
        w.put(&w.a, None).await.unwrap();
        w.put(&w.b, None).await.unwrap();
        assert!(w.store.binder::<ShopCategory>(w.shop).stream().next_page().await.unwrap().len() == 2);
    }
    "A whole number that its column cannot hold", "`NumericValueOutOfRange` beyond 2^31", "the type says what it holds; the greatest one is kept" => |w| {
        w.store.put(shop_product(&w.chair, w.shop, u32::MAX)).await.unwrap();
        assert_eq!(w.store.binder::<ShopProduct>(w.shop).to_external(&w.chair).await.unwrap(), Some(u32::MAX));
    }
    "A NUL in an ID", "a `ValueError`, also where it is looked up", "`Error::Invalid` where it is bound, `None` where it is looked up" => |w| {
        let binding = w.put(&w.a, None).await.unwrap();
        assert!(matches!(w.binder().bind(binding, &"a\0b".to_owned()).await, Err(Error::Invalid(_))));
        assert_eq!(w.find("a\0b").await, None);
        assert_eq!(w.binder().to_record_many(&["a\0b".to_owned()]).await.unwrap(), [None]);
    }
    "An ID of 3,000 characters", "`ProgramLimitExceeded`, by luck (2,000 equal ones are taken)",
    "`Error::Invalid` over 512 bytes, on both databases; `None` where it is looked up" => |w| {
        let binding = w.put(&w.a, None).await.unwrap();
        assert!(matches!(w.binder().bind(binding, &"x".repeat(3_000)).await, Err(Error::Invalid(_))));
        assert_eq!(w.find(&"x".repeat(3_000)).await, None);
        assert!(matches!(w.binder().bind(binding, &"ä".repeat(257)).await, Err(Error::Invalid(_))));
        w.binder().bind(binding, &"ä".repeat(256)).await.unwrap();
        assert_eq!(w.find(&"ä".repeat(256)).await, Some(w.a.clone()));
    }
    "A binding that is not there is bound", "nothing is written, and nothing is said", "`Error::NotFound`" => |w| {
        let bound = w.binder().bind(BindingId::new(i64::MAX), &"1".to_owned()).await;
        assert!(matches!(bound, Err(Error::NotFound { .. })), "{bound:?}");
    }
    "A binding of another backend is bound", "taken, and never found again", "`Error::OtherBackend`" => |w| {
        let binding = w.store.put(shop_category(&w.a, w.other, None)).await.unwrap().id();
        let bound = w.binder().bind(binding, &"1".to_owned()).await;
        assert!(matches!(bound, Err(Error::OtherBackend { .. })), "{bound:?}");
        assert_eq!(w.store.get::<ShopCategory>(&binding).await.unwrap().unwrap().external_id, None);
    }
    "Two bindings of one record on one backend", "taken; `to_external` then raises `Expected singleton`",
    "`Error::AlreadyBound`; with `many_per_record` taken, and `to_external_all` gives all" => |w| {
        w.put(&w.a, Some("1")).await.unwrap();
        assert!(matches!(w.put(&w.a, Some("2")).await, Err(Error::AlreadyBound { .. })));
        for id in [7, 8] {
            w.store.put(shop_product(&w.chair, w.shop, id)).await.unwrap();
        }
        let many = w.store.binder::<ShopProduct>(w.shop);
        assert!(matches!(many.to_external(&w.chair).await, Err(Error::ManyBindings { .. })));
        assert_eq!(many.to_external_all(&w.chair).await.unwrap(), [7, 8]);
    }
    "An ID that another record has", "`UniqueViolation` at a late flush", "`Error::AlreadyBound`, with the message of the key and both records" => |w| {
        w.put(&w.a, Some("1")).await.unwrap();
        let refused = w.put(&w.b, Some("1")).await.unwrap_err().to_string();
        assert!(refused.contains(&format!("record {}", w.a)) && refused.contains(&format!("record {}", w.b)), "{refused}");
        assert_eq!(w.external(&w.b).await, None);
    }
    "A binding is bound to another ID", "the old ID is overwritten without a word",
    "`Error::BoundElsewhere`: unbind it first; the same ID again is no error" => |w| {
        let binding = w.put(&w.a, Some("1")).await.unwrap();
        let rebound = w.binder().bind(binding, &"2".to_owned()).await.unwrap_err();
        assert!(rebound.to_string().contains("unbind it first"), "{rebound}");
        assert_eq!((w.find("1").await, w.find("2").await), (Some(w.a.clone()), None));
        w.binder().bind(binding, &"1".to_owned()).await.unwrap();
        w.binder().unbind(binding).await.unwrap();
        w.binder().bind(binding, &"2".to_owned()).await.unwrap();
        assert_eq!((w.find("1").await, w.find("2").await), (None, Some(w.a.clone())));
    }
    "A binding is unbound", "nothing does that", "it stays, and so does its record; the ID is free for another one" => |w| {
        let binding = w.put(&w.a, Some("1")).await.unwrap();
        w.binder().unbind(binding).await.unwrap();
        assert_eq!(w.binder().unwrap(binding).await.unwrap(), w.a);
        w.put(&w.b, Some("1")).await.unwrap();
        assert_eq!(w.find("1").await, Some(w.b.clone()));
    }
    "`to_external` of what was never bound, is not there, or has no binding", "`False`, `MissingError`, `None`: three answers", "`None`" => |w| {
        w.put(&w.a, None).await.unwrap();
        for record in [w.a.clone(), w.b.clone(), RecordId::new(i64::MAX)] {
            assert_eq!(w.external(&record).await, None);
        }
    }
    "An archived record", "found", "found" => |w| {
        let record = w.store.put(Category { active: false, ..category("old") }).await.unwrap().id();
        w.put(&record, Some("1")).await.unwrap();
        assert!(!w.binder().linked(&"1".to_owned()).await.unwrap().unwrap().record.active);
    }
    "A value outside of its selection, put in by SQL", "read without complaint",
    "`Error::Unreadable`, with the row and the values that there are; nothing is lost" => |w| {
        let shop = w.shop;
        try_script(&w.store, &format!("UPDATE shop_backend SET version = '9.9' WHERE id = {shop}")).await.unwrap();
        let read = w.store.get::<Shop>(&shop).await.unwrap_err();
        let said = read.to_string();
        assert!(matches!(&read, Error::Unreadable { id, field: "version", .. } if *id == shop.to_string()), "{said}");
        assert!(["9.9", "1.0", "2.0"].into_iter().all(|part| said.contains(part)), "{said}");
        try_script(&w.store, &format!("UPDATE shop_backend SET version = '2.0' WHERE id = {shop}")).await.unwrap();
        assert!(w.store.get::<Shop>(&shop).await.unwrap().is_some());
    }
    "No value in a field that must have one, put in by SQL", "`NotNullViolation`", "the database refuses it" => |w| {
        let shop = w.shop;
        let refused = try_script(&w.store, &format!("UPDATE shop_backend SET version = NULL WHERE id = {shop}")).await;
        assert!(matches!(refused, Err(Error::Database(_))), "{refused:?}");
    }
    "A link in a binding that leads nowhere", "`ForeignKeyViolation`", "`Error::LinkMissing`, with the field and the model" => |w| {
        let refused = w.put(&RecordId::new(i64::MAX), Some("1")).await;
        assert!(matches!(refused, Err(Error::LinkMissing { field: "record_id", target: "category", .. })), "{refused:?}");
        assert_eq!(w.find("1").await, None);
    }
    "A backend with bindings is deleted", "`ForeignKeyViolation`, nothing lost", "`Error::StillLinked`, nothing lost" => |w| {
        w.put(&w.a, Some("1")).await.unwrap();
        let deleted = w.store.delete::<Shop>(&w.shop).await;
        assert!(matches!(deleted, Err(Error::StillLinked { .. })), "{deleted:?}");
        assert_eq!(w.find("1").await, Some(w.a.clone()));
        w.store.delete::<Shop>(&w.other).await.unwrap();
    }
    "A record with bindings is deleted", "its bindings vanish, and no code sees it",
    "its bindings go with it (`ondelete` on the link says otherwise)" => |w| {
        let binding = w.put(&w.a, Some("1")).await.unwrap();
        w.store.delete::<Category>(&w.a).await.unwrap();
        assert_eq!((w.find("1").await, w.store.get::<ShopCategory>(&binding).await.unwrap().is_none()), (None, true));
        w.put(&w.b, Some("1")).await.unwrap();
    }
    "A binding is deleted", "its record stays", "its record stays" => |w| {
        let binding = w.put(&w.a, Some("1")).await.unwrap();
        w.store.delete::<ShopCategory>(&binding).await.unwrap();
        assert_eq!(w.find("1").await, None);
        assert!(w.store.get::<Category>(&w.a).await.unwrap().is_some());
    }
}

async fn every_case_is_as_it_is_written(house: &House) {
    let store = Store::connect(&house.address().await).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    for (place, case) in CASES.iter().enumerate() {
        let world = World::new(house, &store, &format!("case {place}")).await;
        println!("{}", case.when);
        (case.run)(&world).await;
    }
}

#[test]
fn the_docs_have_every_case() {
    let docs = include_str!("../../../docs/coming-from-odoo.md");
    let missing: Vec<String> = CASES.iter().map(Case::line).filter(|line| !docs.contains(line)).collect();
    assert!(missing.is_empty(), "docs/coming-from-odoo.md has not these lines:\n{}", missing.join("\n"));
}

crate::support::on_both! {
    every_case_is_as_it_is_written,
}
