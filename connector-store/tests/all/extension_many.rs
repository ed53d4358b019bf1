//! Many extensions at once.

use connector_core::{BackendId, Extension, Model, ReadError, RecordId, RowRead, RowWrite, Standalone, schema};
use connector_store::{Error, Event, EventKind, Listener, Listeners, Outcome, Store, Tx};

use crate::support::log::Refuse;
use crate::support::{Category, House, Product, Shop, category, product, shop};

/// What Acme keeps with a product.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Product, name = "acme.product")]
#[unique(shelf, name = "acme_shelf", message = "Two products are on this shelf.")]
struct AcmeProduct {
    #[field(size = 12)]
    shelf: String,
    rank: Option<i64>,
}

schema! {
    static ALL = [Shop, Category, Product, AcmeProduct];
}

const COUNT: usize = 1_100;

async fn made(house: &House) -> (Store, Vec<RecordId<Product>>) {
    let store = house.empty().await;
    store.migrate(&ALL).await.unwrap();
    let products: Vec<Product> = (0..COUNT).map(|n| product(&n.to_string())).collect();
    let ids = store.put_many(&products).await.unwrap().into_iter().map(|put| put.into_id().unwrap()).collect();
    (store, ids)
}

fn on(shelf: &str, rank: i64) -> AcmeProduct {
    AcmeProduct { shelf: shelf.into(), rank: Some(rank) }
}

async fn each_of_many_has_its_own_outcome(house: &House) {
    let (store, ids) = made(house).await;
    let mut all: Vec<_> = ids.iter().enumerate().map(|(n, id)| (id.clone(), on(&n.to_string(), 0))).collect();
    all[3].1.shelf = "4".into();
    all[700].0 = RecordId::new(999_999);
    all[701].1.shelf = "x".repeat(13);
    all[702].0 = RecordId::unset();
    all.push((ids[5].clone(), on("again", 0)));
    let outcomes = store.extend_many(&all).await.unwrap();
    for (n, outcome) in outcomes.iter().enumerate() {
        let expected = match n {
            4 => matches!(outcome, Outcome::Refused(Error::Duplicate { unique: "acme_shelf", .. })),
            700 | 702 => matches!(outcome, Outcome::Refused(Error::NothingToExtend { .. })),
            701 => matches!(outcome, Outcome::Refused(Error::Invalid(_))),
            COUNT => matches!(outcome, Outcome::Updated(id, changes) if *id == ids[5] && changes.to_string() == "shelf: \"again\""),
            _ => matches!(outcome, Outcome::Created(_)),
        };
        assert!(expected, "{n}: {outcome:?}");
    }
    // Again: most changed, some not, one in the way of another, one that hands its shelf on.
    let mut all: Vec<_> = (10..600).map(|n| (ids[n].clone(), on(&n.to_string(), i64::from(n % 2 == 0)))).collect();
    all[1].1.shelf = "900".into();
    all[5].1.shelf = "free".into();
    all[6].1.shelf = "15".into();
    let outcomes = store.extend_many(&all).await.unwrap();
    for (n, outcome) in outcomes.iter().enumerate() {
        let expected = match n {
            1 => matches!(outcome, Outcome::Refused(Error::Duplicate { .. })),
            5 => matches!(outcome, Outcome::Updated(_, changes) if changes.to_string() == "shelf: \"free\""),
            6 => matches!(outcome, Outcome::Updated(..)),
            n if n % 2 == 0 => matches!(outcome, Outcome::Updated(_, changes) if changes.to_string() == "rank: 1"),
            _ => matches!(outcome, Outcome::Unchanged(_)),
        };
        assert!(expected, "{n}: {outcome:?}");
    }
    let kept = store.get_extended::<AcmeProduct>(&ids[16]).await.unwrap().unwrap();
    assert_eq!(kept.clone(), kept, "what is read can be kept and compared");
    assert_eq!(kept.extension, Some(on("15", 1)));
}

async fn both_or_none_of_each_of_many(house: &House) {
    let (store, ids) = made(house).await;
    let mut both: Vec<(Product, AcmeProduct)> = (0..COUNT).map(|n| (product(&format!("new {n}")), on(&n.to_string(), 0))).collect();
    // Without a refusal it is one statement a thousand each.
    let outcomes = store.put_extended_many(&both).await.unwrap();
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok((Outcome::Created(_), Outcome::Created(_))))));
    for (n, (_, extension)) in both.iter_mut().enumerate() {
        extension.rank = Some(1);
        if n == 7 {
            extension.shelf = "8".into();
        }
    }
    both[9].0.code = String::new();
    both[10] = (product("3"), on("3 new", 0));
    let outcomes = store.put_extended_many(&both).await.unwrap();
    for (n, outcome) in outcomes.iter().enumerate() {
        let expected = match n {
            7 => matches!(outcome, Err(Error::Duplicate { .. })),
            9 => matches!(outcome, Err(Error::Invalid(_))),
            10 => matches!(outcome, Ok((Outcome::Unchanged(id), Outcome::Created(_))) if *id == ids[3]),
            _ => matches!(outcome, Ok((Outcome::Unchanged(_), Outcome::Updated(..)))),
        };
        assert!(expected, "{n}: {outcome:?}");
    }
    assert_eq!(store.count::<Product>().await.unwrap(), 2 * COUNT as u64);
    assert_eq!(store.count::<AcmeProduct>().await.unwrap(), COUNT as u64 + 1);
}

/// An extension for which somebody wrote `Standalone` by hand: its row would be the one of a stranger.
struct Forged(AcmeProduct);

impl Model for Forged {
    type Id = <AcmeProduct as Model>::Id;
    const KIND: connector_core::ModelKind = AcmeProduct::KIND;
    const NAME: &'static str = AcmeProduct::NAME;
    const DESCRIPTION: &'static str = AcmeProduct::DESCRIPTION;
    const TABLE: &'static str = AcmeProduct::TABLE;
    const FIELDS: &'static [connector_core::Field] = AcmeProduct::FIELDS;
    const UNIQUE: &'static [connector_core::Unique] = AcmeProduct::UNIQUE;
    const KEY_COLUMN: &'static str = AcmeProduct::KEY_COLUMN;
    const EXTENDS: Option<connector_core::Link> = AcmeProduct::EXTENDS;
    fn write_to(&self, row: &mut dyn RowWrite) {
        self.0.write_to(row);
    }
    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        AcmeProduct::read_from(row).map(Self)
    }
}

impl Standalone for Forged {}

async fn an_extension_is_never_put_alone(house: &House) {
    let (store, ids) = made(house).await;
    let refused = store.put_many(&[Forged(on("a", 0))]).await;
    assert!(matches!(&refused, Err(Error::NotStandalone { model: "acme.product", extends: "product" })), "{:?}", refused.err());
    assert!(store.put(Forged(on("a", 0))).await.is_err());
    assert_eq!(store.count::<AcmeProduct>().await.unwrap(), 0);
    assert_eq!(store.get_extended::<AcmeProduct>(&ids[0]).await.unwrap().unwrap().extension, None);
}

async fn a_name_that_nobody_has_says_which_there_are(house: &House) {
    let store = house.store().await;
    let said = async |name: &str| store.by_name::<Shop>(name).await.unwrap_err().to_string();
    assert_eq!(said("main").await, "no shop.backend is called \"main\": there is none yet, put it first");
    store.put_many(&(0..12).map(|n| shop(&format!("shop-{n:02}-of-the-house"))).collect::<Vec<_>>()).await.unwrap();
    assert!(said("shop-3-of-the-house").await.contains("did you mean \"shop-"));
    let all = said("zzz").await;
    assert!(all.contains("there are \"shop-00-of-the-house\", ") && all.ends_with(", …"), "{all}");
    assert!(!all.contains("shop-11"), "{all}");
}

async fn an_update_of_nothing_knows_what_is_not_there(house: &House) {
    let store = house.store().await;
    let id = store.put(category("a")).await.unwrap().id();
    let nothing = connector_core::Changes::<Category>::new();
    store.update(&id, &nothing).await.unwrap();
    assert!(matches!(store.update(&RecordId::new(99), &nothing).await, Err(Error::NotFound { .. })));
    let nothing = connector_core::Changes::<Shop>::new();
    assert!(matches!(store.update(&BackendId::new(99), &nothing).await, Err(Error::NotFound { .. })));
}

/// Puts a few products on shelves, and takes no notice of what comes of it.
struct Careless;

impl Listener<Category> for Careless {
    async fn on(&self, tx: &mut Tx<'_>, _: &Event<Category>) -> Result<(), Error> {
        let put = tx.put_extended_many(&[(product("one"), on("good", 0)), (product("two"), on("bad", 0))]).await;
        assert!(matches!(put, Err(Error::Listener { .. })), "{put:?}");
        Ok(())
    }
}

async fn what_a_listener_writes_is_whole_or_not_there(house: &House) {
    let store = house.empty().await;
    store.migrate(&ALL).await.unwrap();
    let refuse = Refuse(|_: &EventKind<AcmeProduct>, why: &mut Option<&'static str>| *why = Some("no shelf is good enough"));
    let listeners = Listeners::builder().on::<Category>("careless", Careless).on::<AcmeProduct>("refuse", refuse).build().unwrap();
    let store = store.with_listeners(&listeners);
    store.put(category("all")).await.unwrap();
    assert_eq!(store.count::<Category>().await.unwrap(), 1);
    // No product without its shelf.
    assert_eq!((store.count::<Product>().await.unwrap(), store.count::<AcmeProduct>().await.unwrap()), (0, 0));
}

crate::support::on_both! {
    each_of_many_has_its_own_outcome,
    both_or_none_of_each_of_many,
    what_a_listener_writes_is_whole_or_not_there,
    an_extension_is_never_put_alone,
    a_name_that_nobody_has_says_which_there_are,
    an_update_of_nothing_knows_what_is_not_there,
}
