//! Extensions: fields that another crate adds to a model, in a table of their own.

use connector_core::{Changes, Extension, Record, RecordId, Related, Secret, schema};
use connector_store::{Error, Extended, Outcome, SecretKey, SecretKeys, Store};

use crate::support::{
    Category, House, PARTNERS_TABLE, Partner, Product, Shop, ShopCategory, ShopProduct, category, number, product, script, shop,
    shop_category, things,
};

/// What Acme has to know of a shop.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Shop, name = "acme.shop.backend", description = "Acme Shop")]
#[unique(channel, name = "acme_channel", message = "Another shop has this channel.")]
struct AcmeShop {
    #[field(size = 8)]
    channel: String,
    key: Option<Secret>,
}

/// What Acme keeps with the binding of a category.
#[derive(Debug, Clone, PartialEq, Default, Extension)]
#[extension(of = ShopCategory, name = "acme.shop.category")]
struct AcmeShopCategory {
    /// The shelf on which its things are.
    shelf: Option<RecordId<Shelf>>,
    #[field(related = shelf.place)]
    place: Related<String>,
    #[field(default = 0)]
    rank: i64,
}

/// What Acme keeps with a product.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Product, name = "acme.product", table = "products_of_acme")]
struct AcmeProduct {
    color: Option<String>,
    #[field(column = "kilos")]
    weight: Option<f64>,
}

/// Another crate's, of the same model.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Product, name = "other.product")]
struct OtherProduct {
    color: String,
}

/// A record of Acme's own.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "acme.shelf")]
struct Shelf {
    place: String,
}

/// What Acme keeps with a partner of the application's, whose key is a text.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Partner, name = "acme.partner")]
struct AcmePartner {
    rating: i64,
}

schema! {
    static ALL = [Shop, Category, Product, ShopCategory, ShopProduct, Shelf, AcmeShop, AcmeShopCategory, AcmeProduct, OtherProduct];
}
schema! {
    static PARTNERS = [Partner, AcmePartner];
}

async fn store(house: &House) -> Store {
    let store = house.empty().await;
    store.migrate(&ALL).await.unwrap();
    store
}

fn acme(color: Option<&str>) -> AcmeProduct {
    AcmeProduct { color: color.map(str::to_owned), weight: None }
}

fn channel(channel: &str) -> AcmeShop {
    AcmeShop { channel: channel.into(), key: None }
}

async fn a_row_is_extended_and_read_with_it(house: &House) {
    let store = store(house).await;
    let chair = store.put(product("chair")).await.unwrap().id();
    let table = store.put(product("table")).await.unwrap().id();
    // It was there before.
    let before = store.get_extended::<AcmeProduct>(&chair).await.unwrap().unwrap();
    assert_eq!((before.id.clone(), before.model, before.extension), (chair.clone(), product("chair"), None));
    assert!(store.get::<AcmeProduct>(&chair).await.unwrap().is_none());

    let outcome = store.extend(&chair, acme(Some("red"))).await.unwrap();
    assert!(matches!(outcome, Outcome::Created(id) if id == chair));
    let both = store.get_extended::<AcmeProduct>(&chair).await.unwrap().unwrap();
    assert_eq!((both.id, both.model, both.extension), (chair.clone(), product("chair"), Some(acme(Some("red")))));
    // It is a model as any other, with the key of the other row.
    let alone = store.get::<AcmeProduct>(&chair).await.unwrap().unwrap();
    assert_eq!((alone.id(), alone.into_value()), (chair.clone(), acme(Some("red"))));
    assert_eq!((store.count::<AcmeProduct>().await.unwrap(), store.all::<AcmeProduct>().await.unwrap().len()), (1, 1));
    assert!(store.get_extended::<AcmeProduct>(&table).await.unwrap().unwrap().extension.is_none());
}

async fn what_differs_is_written(house: &House) {
    let store = store(house).await;
    let chair = store.put(product("chair")).await.unwrap().id();
    store.extend(&chair, acme(Some("red"))).await.unwrap();
    assert!(matches!(store.extend(&chair, acme(Some("red"))).await.unwrap(), Outcome::Unchanged(_)));
    let outcome = store.extend(&chair, AcmeProduct { color: None, weight: Some(4.5) }).await.unwrap();
    let Outcome::Updated(id, changes) = outcome else { panic!("{outcome:?}") };
    assert_eq!((id, changes.to_string()), (chair.clone(), "color: null, weight: 4.5".to_owned()));
    assert_eq!(store.get::<AcmeProduct>(&chair).await.unwrap().unwrap().weight, Some(4.5));
}

async fn some_fields_are_written_by_changes(house: &House) {
    let store = store(house).await;
    let chair = store.put(product("chair")).await.unwrap().id();
    let changes = Changes::<AcmeProduct>::new().set("weight", &Some(2.0)).unwrap();
    let error = store.update(&chair, &changes).await.unwrap_err();
    assert!(matches!(&error, Error::NotExtended { model: "acme.product", extends: "product", .. }), "{error}");
    store.extend(&chair, acme(Some("red"))).await.unwrap();
    store.update(&chair, &changes).await.unwrap();
    assert_eq!(*store.get::<AcmeProduct>(&chair).await.unwrap().unwrap(), AcmeProduct { weight: Some(2.0), ..acme(Some("red")) });
}

async fn there_is_nothing_to_extend(house: &House) {
    let store = store(house).await;
    for id in [RecordId::new(7), RecordId::unset()] {
        let error = store.extend(&id, acme(None)).await.unwrap_err();
        assert!(matches!(&error, Error::NothingToExtend { model: "acme.product", extends: "product", .. }), "{error}");
    }
    assert_eq!(store.count::<AcmeProduct>().await.unwrap(), 0);
    let error = store.extend(&RecordId::new(7), acme(None)).await.unwrap_err();
    assert_eq!(error.to_string(), "acme.product extends product 7, which is not there: put that one first, or both with `put_extended`");
}

async fn what_is_wrong_is_refused(house: &House) {
    let store = store(house).await;
    let one = store.put(shop("one")).await.unwrap().id();
    let two = store.put(shop("two")).await.unwrap().id();
    assert!(matches!(store.extend(&one, channel("far too long")).await, Err(Error::Invalid(_))));
    store.extend(&one, channel("web")).await.unwrap();
    let error = store.extend(&two, channel("web")).await.unwrap_err();
    assert!(matches!(error, Error::Duplicate { unique: "acme_channel", .. }), "{error}");
    store.extend(&two, channel("shop")).await.unwrap();
    let error = store.extend(&two, channel("web")).await.unwrap_err();
    assert!(matches!(error, Error::Duplicate { unique: "acme_channel", .. }), "{error}");
    assert_eq!(store.get::<AcmeShop>(&two).await.unwrap().unwrap().channel, "shop");

    let record = store.put(category("a")).await.unwrap().id();
    let binding = store.put(shop_category(&record, one, Some("1"))).await.unwrap().id();
    let lost = AcmeShopCategory { shelf: Some(RecordId::new(9)), ..AcmeShopCategory::default() };
    let error = store.extend(&binding, lost).await.unwrap_err();
    assert!(matches!(error, Error::LinkMissing { model: "acme.shop.category", field: "shelf", .. }), "{error}");
}

async fn many_are_extended_and_read(house: &House) {
    let store = store(house).await;
    let mut ids = Vec::new();
    for code in ["a", "b", "c"] {
        ids.push(store.put(product(code)).await.unwrap().id());
    }
    let gone = RecordId::new(99);
    let rows = [(ids[0].clone(), acme(Some("red"))), (gone.clone(), acme(None)), (ids[2].clone(), acme(Some("blue")))];
    let outcomes = store.extend_many(&rows).await.unwrap();
    assert!(
        matches!(&outcomes[..], [Outcome::Created(_), Outcome::Refused(Error::NothingToExtend { .. }), Outcome::Created(_)]),
        "{outcomes:?}"
    );
    let asked = [ids[2].clone(), gone, ids[1].clone(), ids[2].clone()];
    let read = store.get_extended_many::<AcmeProduct>(&asked).await.unwrap();
    let color = |row: &Option<Extended<AcmeProduct>>| row.as_ref().map(|row| row.extension.as_ref().and_then(|more| more.color.clone()));
    assert_eq!(read.iter().map(color).collect::<Vec<_>>(), [Some(Some("blue".into())), None, Some(None), Some(Some("blue".into()))]);
}

async fn both_are_put_or_none(house: &House) {
    let store = store(house).await;
    let put = store.put_extended(shop("one"), channel("web")).await.unwrap();
    assert_eq!((put.model, put.extension), (shop("one"), Some(channel("web"))));
    // By its key, as `put`.
    let again = store.put_extended(Shop { delay: Some(3), ..shop("one") }, channel("app")).await.unwrap();
    assert_eq!((again.id, again.model.delay, again.extension), (put.id, Some(3), Some(channel("app"))));
    assert_eq!(store.count::<Shop>().await.unwrap(), 1);

    for refused in [channel("far too long"), channel("app")] {
        store.put_extended(shop("two"), refused).await.unwrap_err();
        assert_eq!((store.count::<Shop>().await.unwrap(), store.count::<AcmeShop>().await.unwrap()), (1, 1));
    }
    let location = "x".repeat(41);
    store.put_extended(Shop { location, ..shop("one") }, channel("lost")).await.unwrap_err();
    assert_eq!(store.get::<AcmeShop>(&put.id).await.unwrap().unwrap().channel, "app");
}

async fn of_many_the_refused_ones_do_not_stop_the_others(house: &House) {
    let store = store(house).await;
    let outcomes =
        store.put_extended_many(&[(shop("a"), channel("1")), (shop("b"), channel("1")), (shop("c"), channel("3"))]).await.unwrap();
    assert!(matches!(&outcomes[0], Ok((Outcome::Created(_), Outcome::Created(_)))), "{outcomes:?}");
    assert!(matches!(&outcomes[1], Err(Error::Duplicate { unique: "acme_channel", .. })), "{outcomes:?}");
    let names: Vec<String> = store.all::<Shop>().await.unwrap().into_iter().map(|shop| shop.name.clone()).collect();
    assert_eq!(names, ["a", "c"]);
    let again = store.put_extended_many(&[(shop("a"), channel("1")), (shop("c"), channel("4"))]).await.unwrap();
    assert!(matches!(&again[0], Ok((Outcome::Unchanged(_), Outcome::Unchanged(_)))), "{again:?}");
    assert!(matches!(&again[1], Ok((Outcome::Unchanged(_), Outcome::Updated(_, _)))), "{again:?}");
}

/// An error that the application catches inside of its transaction leaves nothing half done.
async fn what_was_refused_is_undone_in_a_transaction_that_goes_on(house: &House) {
    let store = store(house).await;
    store.put_extended(shop("one"), channel("web")).await.unwrap();
    store
        .transaction(|tx| {
            Box::pin(async move {
                assert!(tx.put_extended(shop("two"), channel("web")).await.is_err());
                tx.put(shop("three")).await.map(drop)
            })
        })
        .await
        .unwrap();
    let names: Vec<String> = store.all::<Shop>().await.unwrap().into_iter().map(|shop| shop.name.clone()).collect();
    assert_eq!(names, ["one", "three"]);
}

async fn it_goes_with_the_row(house: &House) {
    let store = store(house).await;
    let chair = store.put(product("chair")).await.unwrap().id();
    store.extend(&chair, acme(None)).await.unwrap();
    store.extend(&chair, OtherProduct { color: "red".into() }).await.unwrap();
    // Without its row, it goes alone.
    store.delete::<OtherProduct>(&chair).await.unwrap();
    assert!(matches!(store.delete::<OtherProduct>(&chair).await, Err(Error::NotExtended { .. })));
    assert!(store.get_extended::<AcmeProduct>(&chair).await.unwrap().unwrap().extension.is_some());
    store.extend(&chair, OtherProduct { color: "red".into() }).await.unwrap();
    store.delete::<Product>(&chair).await.unwrap();
    assert_eq!((store.count::<AcmeProduct>().await.unwrap(), store.count::<OtherProduct>().await.unwrap()), (0, 0));
    assert!(store.get_extended::<AcmeProduct>(&chair).await.unwrap().is_none());
    // Keys are not given again, so that no new row is extended by what was another's.
    let next = store.put(product("table")).await.unwrap().id();
    assert!(store.get_extended::<AcmeProduct>(&next).await.unwrap().unwrap().extension.is_none());
}

/// A record takes its binding along, and that one its extension; a link of an extension forbids as any other.
async fn it_goes_behind_a_cascade(house: &House) {
    let store = store(house).await;
    let main = store.put(shop("main")).await.unwrap().id();
    let record = store.put(category("a")).await.unwrap().id();
    let binding = store.put(shop_category(&record, main, Some("1"))).await.unwrap().id();
    let shelf = store.put(Shelf { place: "A 7".into() }).await.unwrap().id();
    store.extend(&binding, AcmeShopCategory { shelf: Some(shelf.clone()), ..AcmeShopCategory::default() }).await.unwrap();
    let error = store.delete::<Shelf>(&shelf).await.unwrap_err();
    assert!(matches!(error, Error::StillLinked { by: "acme.shop.category", field: "shelf", .. }), "{error}");
    store.delete::<Category>(&record).await.unwrap();
    assert_eq!(store.count::<AcmeShopCategory>().await.unwrap(), 0);
    store.delete::<Shelf>(&shelf).await.unwrap();
}

async fn fields_are_read_through_its_own_links(house: &House) {
    let store = store(house).await;
    let main = store.put(shop("main")).await.unwrap().id();
    let record = store.put(category("a")).await.unwrap().id();
    let binding = store.put(shop_category(&record, main, Some("1"))).await.unwrap().id();
    let shelf = store.put(Shelf { place: "A 7".into() }).await.unwrap().id();
    store.extend(&binding, AcmeShopCategory { shelf: Some(shelf), ..AcmeShopCategory::default() }).await.unwrap();
    // Both have a related field: each reads its own.
    let both = store.get_extended::<AcmeShopCategory>(&binding).await.unwrap().unwrap();
    assert_eq!(both.model.shop_location.get().map(String::as_str), Some("https://main.example"));
    assert_eq!(both.extension.unwrap().place.get().map(String::as_str), Some("A 7"));
    let defaults = store.get_extended::<AcmeShopCategory>(&binding).await.unwrap().unwrap();
    assert_eq!(defaults.extension.unwrap_or_default().rank, 0);
}

async fn a_text_key_works_as_well(house: &House) {
    let store = house.empty().await;
    script(&store, PARTNERS_TABLE).await;
    script(&store, "INSERT INTO partners VALUES ('ada', NULL), ('bob', 'bob@example.org')").await;
    store.migrate(&PARTNERS).await.unwrap();
    let bob = RecordId::<Partner>::new("bob".to_owned());
    assert!(matches!(store.extend(&bob, AcmePartner { rating: 3 }).await.unwrap(), Outcome::Created(id) if id == bob));
    assert!(matches!(store.extend(&bob, AcmePartner { rating: 4 }).await.unwrap(), Outcome::Updated(_, _)));
    let both = store.get_extended::<AcmePartner>(&bob).await.unwrap().unwrap();
    assert_eq!(
        (both.id, both.model.mail.as_deref(), both.extension),
        (bob.clone(), Some("bob@example.org"), Some(AcmePartner { rating: 4 }))
    );
    assert!(store.get_extended::<AcmePartner>(&RecordId::new("ada".to_owned())).await.unwrap().unwrap().extension.is_none());
    let error = store.extend(&RecordId::new("eve".to_owned()), AcmePartner { rating: 1 }).await.unwrap_err();
    assert!(matches!(&error, Error::NothingToExtend { id, .. } if id == "eve"), "{error}");
    assert!(matches!(store.extend(&RecordId::unset(), AcmePartner { rating: 1 }).await, Err(Error::NothingToExtend { .. })));
    // The application's own table cannot be put into.
    assert!(matches!(store.put_extended(Partner { mail: None }, AcmePartner { rating: 1 }).await, Err(Error::Foreign { .. })));
    assert!(store.migrate(&PARTNERS).await.unwrap().is_empty());
    // The application's own statement takes the extension along.
    script(&store, "DELETE FROM partners WHERE id = 'bob'").await;
    assert_eq!(number(&store, "SELECT count(*) FROM acme_partner").await, 0);
}

async fn a_second_migration_does_nothing(house: &House) {
    let store = store(house).await;
    let chair = store.put(product("chair")).await.unwrap().id();
    store.extend(&chair, acme(Some("red"))).await.unwrap();
    assert!(store.migrate(&ALL).await.unwrap().is_empty());
    assert!(store.get::<AcmeProduct>(&chair).await.unwrap().is_some());
}

async fn a_table_of_something_else_is_not_taken(house: &House) {
    let whole_number = house.either("INTEGER", "bigint");
    for key in [
        format!("{whole_number} PRIMARY KEY"),
        format!("{whole_number} PRIMARY KEY REFERENCES other (id)"),
        format!("{whole_number} PRIMARY KEY REFERENCES other (id) ON DELETE CASCADE"),
        "TEXT PRIMARY KEY".to_owned(),
    ] {
        let store = house.empty().await;
        let other = format!("CREATE TABLE other (id {whole_number} PRIMARY KEY)");
        let float = house.either("REAL", "double precision");
        script(&store, &format!("{other}; CREATE TABLE products_of_acme (id {key}, color TEXT, kilos {float})")).await;
        let before = things(house, &store).await;
        let error = store.migrate(&ALL).await.unwrap_err().to_string();
        assert!(error.contains("products_of_acme") && error.contains("another `table`"), "{error}");
        assert_eq!(things(house, &store).await, before);
    }
}

async fn a_column_is_added_where_there_are_rows(house: &House) {
    let store = house.empty().await;
    store.migrate(&SMALL).await.unwrap();
    let chair = store.put(product("chair")).await.unwrap().id();
    store.extend(&chair, before::AcmeProduct { color: Some("red".into()) }).await.unwrap();
    let plan = store.migrate(&ALL).await.unwrap().to_string();
    assert!(plan.contains("add the column \"kilos\" to \"products_of_acme\""), "{plan}");
    assert_eq!(*store.get::<AcmeProduct>(&chair).await.unwrap().unwrap(), acme(Some("red")));
}

/// The same extension, in its first version.
mod before {
    use super::{Extension, Product};

    #[derive(Debug, Extension)]
    #[extension(of = Product, name = "acme.product", table = "products_of_acme")]
    pub struct AcmeProduct {
        pub color: Option<String>,
    }
}

schema! {
    static SMALL = [Category, Product, before::AcmeProduct];
}

async fn without_a_key_a_secret_is_refused(house: &House) {
    let store = store(house).await;
    let main = store.put(shop("main")).await.unwrap();
    let secret = AcmeShop { key: Some(Secret::from("s3cr3t")), ..channel("web") };
    for error in [
        store.extend(&main.id(), secret.clone()).await.map(drop).unwrap_err(),
        store.put_extended(shop("main"), secret.clone()).await.map(drop).unwrap_err(),
    ] {
        assert!(matches!(error, Error::SecretNotKept { model: "acme.shop.backend", field: "key", .. }), "{error}");
        // Its variable has the name of the backend in it, which is not known here.
        assert!(!error.to_string().contains("s3cr3t") && !error.to_string().contains("NAME"), "{error}");
    }
    assert_eq!(store.count::<AcmeShop>().await.unwrap(), 0);
    store.extend(&main.id(), channel("web")).await.unwrap();
    let changes = Changes::<AcmeShop>::new().set("key", &Some(Secret::from("s3cr3t"))).unwrap();
    assert!(matches!(store.update(&main.id(), &changes).await, Err(Error::SecretNotKept { .. })));
    // It is given with the value, or by the environment (of which there is nothing here).
    let secret_of = async |extension: Option<&AcmeShop>, field| store.extension_secret::<AcmeShop>(&main, extension, field).await;
    assert_eq!(secret_of(Some(&secret), "key").await.unwrap().unwrap().expose().unwrap(), "s3cr3t");
    assert!(secret_of(Some(&channel("web")), "key").await.unwrap().is_none());
    assert!(secret_of(None, "key").await.unwrap().is_none());
    assert!(matches!(secret_of(None, "channel").await, Err(Error::NoSecret { .. })));
}

async fn a_secret_is_kept_encrypted(house: &House) {
    let url = house.address().await;
    let keys = SecretKeys::new(SecretKey::generate().unwrap());
    let store = Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(keys)).await.unwrap();
    store.migrate(&ALL).await.unwrap();
    let main = store.put(shop("main")).await.unwrap().id();
    let secret = AcmeShop { key: Some(Secret::from("s3cr3t")), ..channel("web") };
    assert!(matches!(store.extend(&main, secret.clone()).await.unwrap(), Outcome::Created(_)));
    let clear = |extended: Option<Extended<AcmeShop>>| extended.unwrap().extension.unwrap().key.unwrap().expose().unwrap().to_owned();
    assert_eq!(clear(store.get_extended(&main).await.unwrap()), "s3cr3t");
    assert!(matches!(store.extend(&main, secret.clone()).await.unwrap(), Outcome::Unchanged(_)));
    // One that is not there stays; another one takes its place; by name it is changed and cleared.
    let Outcome::Updated(_, changes) = store.extend(&main, channel("app")).await.unwrap() else { panic!("the channel is another") };
    assert_eq!(changes.to_string(), "channel: \"app\"");
    let both = store.put_extended(shop("main"), AcmeShop { key: Some("other".into()), ..channel("app") }).await.unwrap();
    assert_eq!(clear(Some(both)), "other");
    store.update(&main, &Changes::<AcmeShop>::new().set("key", &Secret::from("third")).unwrap()).await.unwrap();
    assert_eq!(clear(store.get_extended(&main).await.unwrap()), "third");

    // Without the key it is sealed, and goes back as it came.
    let locked = Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(SecretKeys::none())).await.unwrap();
    let read = locked.get_extended::<AcmeShop>(&main).await.unwrap().unwrap().extension.unwrap();
    let sealed = read.key.as_ref().unwrap().expose().unwrap_err();
    assert!(sealed.to_string().starts_with(&format!("`key` of acme.shop.backend {main} is sealed: ")), "{sealed}");
    let stored = locked.by_name::<Shop>("main").await.unwrap();
    let asked = locked.extension_secret::<AcmeShop>(&stored, Some(&read), "key").await.unwrap_err();
    assert!(matches!(asked, Error::Sealed(_)), "{asked}");
    assert!(matches!(locked.extend(&main, read.clone()).await.unwrap(), Outcome::Unchanged(_)));
    let Outcome::Updated(_, changes) = locked.extend(&main, AcmeShop { channel: "web".into(), ..read.clone() }).await.unwrap() else {
        panic!("the channel is another")
    };
    assert_eq!(changes.to_string(), "channel: \"web\"");
    let other = locked.put(shop("other")).await.unwrap();
    let moved = locked.extend(&other.id(), AcmeShop { channel: "x".into(), ..read.clone() }).await.unwrap_err();
    assert!(matches!(moved, Error::Sealed(_)), "{moved}");
    assert_eq!(clear(store.get_extended(&main).await.unwrap()), "third");
    // Also where its row went meanwhile: it is of the same place.
    store.delete::<AcmeShop>(&main).await.unwrap();
    assert!(matches!(locked.extend(&main, read).await.unwrap(), Outcome::Created(_)));
    assert_eq!(clear(store.get_extended(&main).await.unwrap()), "third");
    store.update(&main, &Changes::<AcmeShop>::new().clear("key").unwrap()).await.unwrap();
    assert!(store.get_extended::<AcmeShop>(&main).await.unwrap().unwrap().extension.unwrap().key.is_none());
}

crate::support::on_both! {
    a_row_is_extended_and_read_with_it,
    what_differs_is_written,
    some_fields_are_written_by_changes,
    there_is_nothing_to_extend,
    what_is_wrong_is_refused,
    many_are_extended_and_read,
    both_are_put_or_none,
    of_many_the_refused_ones_do_not_stop_the_others,
    what_was_refused_is_undone_in_a_transaction_that_goes_on,
    it_goes_with_the_row,
    it_goes_behind_a_cascade,
    fields_are_read_through_its_own_links,
    a_text_key_works_as_well,
    a_second_migration_does_nothing,
    a_table_of_something_else_is_not_taken,
    a_column_is_added_where_there_are_rows,
    without_a_key_a_secret_is_refused,
    a_secret_is_kept_encrypted,
}
