//! Purposes of a connector's own: for one binding, for some, for all; by version; replaced by other crates.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use connector_core::Selection;
use connector_sync::jobs::JobError;
use connector_sync::{
    BindingBuilder, Component, ComponentError, EveryBinding, EveryVersion, Purpose, PurposeOf, Registry, RegistryBuilder, Synchronized,
};
use support::*;

/// A version that another crate adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Selection)]
#[selection_add(ShopVersion)]
enum AcmeVersion {
    #[selection("2-acme", label = "Two (Acme)", parent = ShopVersion::V2, after = ShopVersion::V2)]
    Acme,
}

/// How many there are: whatever the binding.
trait ReadStock: Component {
    fn stock(&self) -> u64;
}

struct StockReader;

impl Purpose for StockReader {
    const NAME: &'static str = "stock reader";
    type Component = dyn ReadStock;
}

/// What is shown of an ID, which has another type for each binding.
trait ShowId<T: Synchronized>: Component {
    fn show(&self, id: &T::ExternalId) -> String;
}

struct IdPage;

impl<T: Synchronized> PurposeOf<T> for IdPage {
    const NAME: &'static str = "ID page";
    type Component = dyn ShowId<T>;
}

macro_rules! readers {
    ($($name:ident $stock:literal)*) => {$(
        struct $name;

        impl ReadStock for $name {
            fn stock(&self) -> u64 {
                $stock
            }
        }
    )*};
}
readers!(One 1 Two 2 Three 3 Four 4);

struct Link(&'static str);

impl ShowId<ShopProduct> for Link {
    fn show(&self, id: &String) -> String {
        format!("{}/{id}", self.0)
    }
}

impl ShowId<ShopCategory> for Link {
    fn show(&self, id: &u32) -> String {
        format!("{}#{id}", self.0)
    }
}

/// What a crate does to a registry in the making.
type Change = fn(RegistryBuilder<Shop>) -> RegistryBuilder<Shop>;
type Build<T> = fn(BindingBuilder<T>) -> BindingBuilder<T>;

/// A shop whose products and categories have these beside their adapters; tags have nothing else.
fn shop(products: Build<ShopProduct>, categories: Build<ShopCategory>) -> RegistryBuilder<Shop> {
    Registry::builder()
        .binding::<ShopProduct>(|b| products(b.adapter(Scripted::<RemoteProduct>::new(Vec::new()))))
        .binding::<ShopCategory>(|b| categories(b.adapter(Scripted::<RemoteCategory>::new(Vec::new()))))
}

fn plain() -> RegistryBuilder<Shop> {
    shop(|b| b, |b| b)
}

fn stock<T: Synchronized<Backend = Shop>>(registry: &Registry<Shop>, version: impl Into<connector_core::Extensible<ShopVersion>>) -> u64 {
    registry.component::<StockReader, T>(Some(version.into())).unwrap().stock()
}

fn faults(builder: RegistryBuilder<Shop>) -> Vec<String> {
    builder.build().unwrap_err().faults
}

#[test]
fn of_one_binding_by_version() {
    let builder = shop(
        |b| {
            b.component::<StockReader>(Box::new(One))
                .component_for::<StockReader>(ShopVersion::V2, Box::new(Two))
                .component::<IdPage>(Box::new(Link("p")))
        },
        |b| b.component::<IdPage>(Box::new(Link("c"))),
    );
    let registry = builder.build().unwrap();
    assert_eq!(stock::<ShopProduct>(&registry, ShopVersion::V1), 1);
    assert_eq!(stock::<ShopProduct>(&registry, ShopVersion::V2), 2);
    assert_eq!(stock::<ShopProduct>(&registry, AcmeVersion::Acme), 2);
    let (two, none) = (Some(ShopVersion::V2.into()), None);
    assert_eq!(registry.component::<IdPage, ShopProduct>(two).unwrap().show(&"a".to_owned()), "p/a");
    assert_eq!(registry.component::<IdPage, ShopCategory>(two).unwrap().show(&7), "c#7");
    assert_eq!(registry.component::<StockReader, ShopProduct>(none).unwrap().stock(), 1);
}

#[tokio::test]
async fn in_a_piece_of_work_or_an_error_that_says_what_to_register() {
    let directory = tempfile::tempdir().unwrap();
    let store = connect(&directory).await;
    store.migrate(&SHOP).await.unwrap();
    let backend = store.put(Shop { name: "main".into(), version: ShopVersion::V1.into() }).await.unwrap();
    let registry = shop(|b| b.component_for::<StockReader>(ShopVersion::V1, Box::new(One)), |b| b).build().unwrap();
    let work = registry.work_on(&store, &backend);
    assert_eq!(work.component::<StockReader, ShopProduct>().await.unwrap().stock(), 1);

    let error = work.component::<StockReader, ShopCategory>().await.err().unwrap();
    let expected = "shop.category has no stock reader for version 1: add `.component::<StockReader>(Box::new(…))` to \
                    `.binding::<ShopCategory>(…)`";
    assert_eq!(error.to_string(), expected);
    assert!(JobError::from(error).to_string().contains(expected));
    let ComponentError::Missing(missing) = work.component::<IdPage, ShopTag>().await.err().unwrap() else { panic!() };
    assert_eq!((missing.purpose, missing.model, missing.version), ("ID page", "shop.tag", Some("1")));
}

#[test]
fn what_a_binding_needs_is_proven() {
    let needing: Build<ShopProduct> =
        |b| b.needs::<StockReader>().needs::<IdPage>().component_for::<StockReader>(ShopVersion::V2, Box::new(Two));
    let version_one = "shop.product has no stock reader for version 1: add `.component::<StockReader>(Box::new(…))`";
    let page = |version: &str| format!("shop.product has no ID page for version {version}: add `.component::<IdPage>(Box::new(…))`");
    let expected = [version_one.to_owned(), page("1"), page("2"), page("2-acme")];
    assert_eq!(faults(shop(needing, |b| b)), expected);

    // What it shares is as good.
    let shared = shop(needing, |b| b).shared::<StockReader, EveryBinding>(Box::new(One));
    assert_eq!(faults(shared), [page("1"), page("2"), page("2-acme")]);
}

#[test]
fn a_binding_may_be_for_nothing_else() {
    let registry = Registry::<Shop>::builder().binding::<ShopTag>(|b| b.component::<StockReader>(Box::new(Four))).build().unwrap();
    assert_eq!(stock::<ShopTag>(&registry, ShopVersion::V1), 4);
    assert_eq!(faults(Registry::builder().binding::<ShopTag>(|b| b)).len(), 3);
}

#[test]
fn shared_by_some_and_by_all() {
    let registry = shop(|b| b.component::<StockReader>(Box::new(Three)), |b| b)
        .binding::<ShopTag>(BindingBuilder::needs::<StockReader>)
        .shared::<StockReader, EveryBinding>(Box::new(One))
        .shared::<StockReader, (ShopProduct, ShopCategory)>(Box::new(Two))
        .build()
        .unwrap();
    // Fewer bindings come first.
    assert_eq!(stock::<ShopProduct>(&registry, ShopVersion::V1), 3);
    assert_eq!(stock::<ShopCategory>(&registry, ShopVersion::V1), 2);
    assert_eq!(stock::<ShopTag>(&registry, ShopVersion::V1), 1);
    assert_eq!(
        registry.to_string(),
        "\
binding        purpose       version  component
shop.product   adapter       1        Scripted (of every version)
shop.product   adapter       2        Scripted (of every version)
shop.product   adapter       2-acme   Scripted (of every version)
shop.product   stock reader  1        Three (of every version)
shop.product   stock reader  2        Three (of every version)
shop.product   stock reader  2-acme   Three (of every version)
shop.category  adapter       1        Scripted (of every version)
shop.category  adapter       2        Scripted (of every version)
shop.category  adapter       2-acme   Scripted (of every version)
shop.category  stock reader  1        Two (of every version, of shop.category and shop.product)
shop.category  stock reader  2        Two (of every version, of shop.category and shop.product)
shop.category  stock reader  2-acme   Two (of every version, of shop.category and shop.product)
shop.tag       stock reader  1        One (of every version, of every binding)
shop.tag       stock reader  2        One (of every version, of every binding)
shop.tag       stock reader  2-acme   One (of every version, of every binding)"
    );
}

/// One is of fewer bindings, the other of the nearer version.
fn tied() -> RegistryBuilder<Shop> {
    shop(|b| b.component::<StockReader>(Box::new(One)), |b| b).shared_for::<StockReader, EveryBinding>(ShopVersion::V2, Box::new(Two))
}

#[test]
fn where_neither_is_better_the_registry_does_not_build() {
    // Said once: 2-acme falls back on 2.
    let expected = "shop.product has no one stock reader for version 2: neither `One` (of shop.product, for every version) nor `Two` (of every \
                    binding, for version 2) is both of the nearer version and of fewer bindings; `replace` one of them there";
    assert_eq!(faults(tied()), [expected]);

    // Lists of which neither is in the other.
    let lists = plain()
        .binding::<ShopTag>(|b| b.component::<IdPage>(Box::new(NoPage)))
        .shared::<StockReader, (ShopProduct, ShopCategory)>(Box::new(One))
        .shared::<StockReader, (ShopTag, ShopProduct)>(Box::new(Two));
    let expected = "shop.product has no one stock reader for every version: neither `One` (of shop.category and shop.product, for every version) \
                    nor `Two` (of shop.product and shop.tag, for every version) is both of the nearer version and of fewer bindings; `replace` \
                    one of them there";
    assert_eq!(faults(lists), [expected]);
}

struct NoPage;

impl ShowId<ShopTag> for NoPage {
    fn show(&self, _: &u32) -> String {
        String::new()
    }
}

#[test]
fn replacing_either_of_them_decides() {
    for builder in [
        tied().replace::<StockReader, ShopProduct, One>(ShopVersion::V2, Box::new(Three)),
        tied().replace::<StockReader, ShopProduct, Two>(ShopVersion::V2, Box::new(Three)),
    ] {
        let registry = builder.build().unwrap();
        let of_product = [ShopVersion::V1.into(), ShopVersion::V2.into(), AcmeVersion::Acme.into()]
            .map(|version: connector_core::Extensible<ShopVersion>| stock::<ShopProduct>(&registry, version));
        assert_eq!(of_product, [1, 3, 3]);
        assert_eq!(stock::<ShopCategory>(&registry, AcmeVersion::Acme), 2);
    }
    // Both of them are replaced: by two that do not know each other.
    let both = tied()
        .replace::<StockReader, ShopProduct, One>(ShopVersion::V2, Box::new(Three))
        .replace::<StockReader, ShopProduct, Two>(ShopVersion::V2, Box::new(Four));
    let faults_of_both = faults(both);
    let expected = "`Four` and `Three` are both to replace `One` and `Two`, the stock reader of shop.product for version 2: keep one of them, or \
                    let one replace the other";
    assert_eq!(faults_of_both[0], expected);
    assert_eq!(faults_of_both.len(), 2, "and what is not decided");
    // What decides for 1 decides nothing for 2.
    let elsewhere = tied().replace::<StockReader, ShopProduct, One>(ShopVersion::V1, Box::new(Three));
    assert_eq!(faults(elsewhere).len(), 1);
}

#[test]
fn what_is_replaced_is_looked_for_when_all_is_known() {
    let base = || shop(|b| b.component::<StockReader>(Box::new(One)), |b| b);
    // Another crate, and one that knows it.
    let acme: Change = |builder| builder.replace::<StockReader, ShopProduct, One>(EveryVersion, Box::new(Two));
    let after_acme: Change = |builder| builder.replace::<StockReader, ShopProduct, Two>(EveryVersion, Box::new(Three));
    let further: Change = |builder| builder.replace::<StockReader, ShopProduct, Three>(AcmeVersion::Acme, Box::new(Four));
    for order in [[acme, after_acme, further], [further, after_acme, acme], [after_acme, acme, further]] {
        let registry = order.into_iter().fold(base(), |builder, change| change(builder)).build().unwrap();
        assert_eq!(stock::<ShopProduct>(&registry, ShopVersion::V2), 3);
        assert_eq!(stock::<ShopProduct>(&registry, AcmeVersion::Acme), 4);
        let table = registry.to_string();
        assert!(table.contains("Three (of every version, in the place of Two)"), "{table}");
        assert!(table.contains("Four (its own, in the place of Three)"), "{table}");
    }
    // One that does not know it: what it means to replace is not there any more, in whatever order they come.
    let unaware: Change = |builder| builder.replace::<StockReader, ShopProduct, One>(ShopVersion::V2, Box::new(Four));
    let expected = "`One` of shop.product is to be replaced for version 2, where the stock reader is `Two`: name that one";
    assert_eq!(faults(unaware(acme(base()))), [expected]);
    assert_eq!(faults(acme(unaware(base()))), [expected]);
    let nothing = plain().replace::<StockReader, ShopProduct, One>(ShopVersion::V2, Box::new(Four));
    assert_eq!(
        faults(nothing),
        ["the stock reader `One` of shop.product is to be replaced for version 2, where there is none: register one"]
    );
}

#[test]
fn what_is_shared_is_replaced_for_all_who_share_it() {
    let base = || {
        shop(|b| b, |b| b.component::<StockReader>(Box::new(Four)))
            .binding::<ShopTag>(BindingBuilder::needs::<StockReader>)
            .shared::<StockReader, EveryBinding>(Box::new(One))
    };
    let registry = base().replace_shared::<StockReader, EveryBinding, One>(EveryVersion, Box::new(Two)).build().unwrap();
    assert_eq!(stock::<ShopProduct>(&registry, ShopVersion::V1), 2);
    assert_eq!(stock::<ShopTag>(&registry, ShopVersion::V1), 2);
    assert_eq!(stock::<ShopCategory>(&registry, ShopVersion::V1), 4);
    // Replaced for some of them, and for one.
    let registry = base()
        .replace::<StockReader, ShopTag, Two>(EveryVersion, Box::new(Three))
        .replace_shared::<StockReader, (ShopTag, ShopProduct), One>(EveryVersion, Box::new(Two))
        .build()
        .unwrap();
    assert_eq!((stock::<ShopProduct>(&registry, ShopVersion::V1), stock::<ShopTag>(&registry, ShopVersion::V1)), (2, 3));
    // Which of those is replaced is named by all that it is for.
    let other = base().replace_shared::<StockReader, (ShopTag, ShopProduct), Two>(EveryVersion, Box::new(Two));
    let expected = "`Two` of shop.product and shop.tag is to be replaced for every version, where the stock reader is `One`: name that one";
    assert_eq!(faults(other), [expected]);
}

#[test]
fn everything_that_is_wrong_at_once() {
    let builder = plain()
        .shared::<StockReader, (ShopProduct, ShopTag)>(Box::new(One))
        .shared::<StockReader, (ShopTag, ShopProduct)>(Box::new(Two))
        .shared_for::<StockReader, EveryBinding>(ShopVersion::V1, Box::new(Three))
        .replace::<StockReader, ShopTag, One>(EveryVersion, Box::new(Four))
        .replace_adapter::<ShopCategory, Scripted<RemoteCategory>>(EveryVersion, Scripted::<RemoteCategory>::new(Vec::new()))
        .replace_hooks::<ShopProduct, Hooks>(ShopVersion::V2, Hooks::default());
    assert_eq!(
        faults(builder),
        [
            "`One` and `Two` are both the stock reader of shop.product and shop.tag for every version: register one of them",
            "the stock reader `One` is for shop.tag, and it is not registered: add `.binding::<…>(…)` for it",
            "the stock reader `One` of shop.tag is to be replaced, and shop.tag is not registered",
            "the hooks `Hooks` of shop.product is to be replaced for version 2, where there is none: register one",
            "shop.product has no one stock reader for version 1: neither `One` (of shop.product and shop.tag, for every version) nor `Three` (of \
             every binding, for version 1) is both of the nearer version and of fewer bindings; `replace` one of them there",
        ]
    );
}

#[tokio::test]
async fn hooks_are_replaced() {
    let mut house = House::new(products(1..=1), Vec::new()).await;
    let (old, new) = (Hooks::default(), Hooks::default());
    let builder = Registry::builder()
        .binding::<ShopProduct>(|b| b.adapter(house.products.clone()).hooks(old.clone()))
        .replace_hooks::<ShopProduct, Hooks>(ShopVersion::V2, new.clone());
    house.registry = builder.build().unwrap();
    house.work().import_changed::<ShopProduct>().await.unwrap();
    assert_eq!((old.0.lock().unwrap().after.len(), new.0.lock().unwrap().after.len()), (0, 1));
}
