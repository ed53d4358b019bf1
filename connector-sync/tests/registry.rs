//! Which component is taken, and what a registry refuses to be built of.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId, Selection};
use connector_sync::{Adapter, Connect, Opened, Page, Registry, RemoteError, RemotePage, Window};
use support::*;

/// A version that another crate adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Selection)]
#[selection_add(ShopVersion)]
enum AcmeVersion {
    #[selection("2-acme", label = "Two (Acme)", parent = ShopVersion::V2, after = ShopVersion::V2)]
    Acme,
}

/// An adapter that says who it is by the name of its one category.
macro_rules! named {
    ($($name:ident)*) => {$(
        pub(crate) struct $name;

        impl Adapter<ShopCategory> for $name {
            type Remote = RemoteCategory;

            async fn changed(&self, _: &(), _: &Window, _: &Page) -> Result<RemotePage<u32, RemoteCategory>, RemoteError> {
                Ok(RemotePage::of_records(vec![RemoteCategory { name: stringify!($name).into(), ..category(1, None) }]))
            }

            async fn read_many(&self, _: &(), ids: &[u32]) -> Result<Vec<Option<RemoteCategory>>, RemoteError> {
                Ok(ids.iter().map(|_| None).collect())
            }
        }
    )*};
}

named!(Everywhere InOne InTwo InAcme);

mod elsewhere {
    use super::*;
    named!(InTwo);
}

/// Who imports for a version.
async fn who(registry: &Registry<Shop>, version: impl Into<connector_core::Extensible<ShopVersion>>) -> String {
    let directory = tempfile::tempdir().unwrap();
    let store = connect(&directory).await;
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(Shop { name: "main".into(), version: version.into() }).await.unwrap();
    registry.work_on(&store, &shop).import_changed::<ShopCategory>().await.unwrap();
    store.all::<Category>().await.unwrap().remove(0).into_value().name
}

#[tokio::test]
async fn the_nearest_version_in_the_parent_chain() {
    let registry = Registry::builder().binding::<ShopCategory>(|binding| binding.adapter(Everywhere).adapter_for(ShopVersion::V2, InTwo));
    let registry = registry.build().unwrap();
    assert_eq!(who(&registry, ShopVersion::V1).await, "Everywhere");
    assert_eq!(who(&registry, ShopVersion::V2).await, "InTwo");
    assert_eq!(who(&registry, AcmeVersion::Acme).await, "InTwo");
    let registry = Registry::builder().binding::<ShopCategory>(|binding| binding.adapter_for(ShopVersion::V1, InOne)).build().unwrap();
    assert_eq!(who(&registry, AcmeVersion::Acme).await, "InOne");
}

#[tokio::test]
async fn replaced_for_an_added_version() {
    let base = || Registry::builder().binding::<ShopCategory>(|binding| binding.adapter(Everywhere).adapter_for(ShopVersion::V2, InTwo));
    let registry = base().replace_adapter::<ShopCategory, InTwo>(AcmeVersion::Acme, InAcme).build().unwrap();
    assert_eq!(who(&registry, ShopVersion::V2).await, "InTwo");
    assert_eq!(who(&registry, AcmeVersion::Acme).await, "InAcme");
    let table = registry.to_string();
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["binding", "purpose", "version", "component"]);
    assert_eq!(lines[1], ["shop.category", "adapter", "1", "Everywhere", "(of", "every", "version)"]);
    assert_eq!(lines[2], ["shop.category", "adapter", "2", "InTwo", "(its", "own)"]);
    assert_eq!(lines[3], ["shop.category", "adapter", "2-acme", "InAcme", "(its", "own,", "in", "the", "place", "of", "InTwo)"]);
    assert!(base().build().unwrap().to_string().contains("InTwo (of its parent 2)"));

    // A second one that replaces the same thing, unawares.
    let faults = base()
        .replace_adapter::<ShopCategory, InTwo>(AcmeVersion::Acme, InAcme)
        .replace_adapter::<ShopCategory, InTwo>(AcmeVersion::Acme, InOne)
        .build()
        .unwrap_err()
        .faults;
    let expected = "`InAcme` and `InOne` are both to replace `InTwo`, the adapter of shop.category for version 2-acme: keep one of them, or \
                    let one replace the other";
    assert_eq!(faults, [expected]);
}

#[test]
fn what_is_replaced_is_that_very_type() {
    let base = || Registry::builder().binding::<ShopCategory>(|binding| binding.adapter(Everywhere).adapter_for(ShopVersion::V2, InTwo));
    let faults = base().replace_adapter::<ShopCategory, InOne>(ShopVersion::V2, InAcme).build().unwrap_err().faults;
    assert_eq!(faults, ["`InOne` of shop.category is to be replaced for version 2, where the adapter is `InTwo`: name that one"]);
    // Another type of the same name.
    assert!(base().replace_adapter::<ShopCategory, elsewhere::InTwo>(ShopVersion::V2, InAcme).build().is_err());
    let faults = Registry::<Shop>::builder().replace_adapter::<ShopCategory, InOne>(ShopVersion::V2, InAcme).build().unwrap_err().faults;
    assert_eq!(faults, ["the adapter `InOne` of shop.category is to be replaced, and shop.category is not registered"]);
}

#[test]
fn everything_that_is_wrong_at_once() {
    let error = Registry::builder()
        .binding::<ShopCategory>(|binding| binding.adapter_for(ShopVersion::V2, InTwo).adapter_for(ShopVersion::V2, InAcme))
        .binding::<ShopProduct>(|binding| {
            let products = Scripted::<RemoteProduct>::new(Vec::new());
            binding.adapter(products.clone()).adapter(products).hooks(Hooks::default()).hooks(Hooks::default())
        })
        .build()
        .unwrap_err();
    assert_eq!(error.backend, "shop.backend");
    assert_eq!(
        error.faults,
        [
            "`InTwo` and `InAcme` are both the adapter of shop.category for version 2: register one of them",
            "`Scripted` and `Scripted` are both the adapter of shop.product for every version: register one of them",
            "`Hooks` and `Hooks` are both the hooks of shop.product for every version: register one of them",
            "shop.category has no adapter for version 1: add `.adapter(…)`",
        ]
    );
    let twice = Registry::builder()
        .binding::<ShopCategory>(|binding| binding.adapter(InOne))
        .binding::<ShopCategory>(|binding| binding.adapter(InTwo));
    assert!(twice.build().unwrap_err().to_string().contains("shop.category is registered twice"));
}

/// A backend that has no versions, and a record of the application's own.
#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "plain.backend")]
struct Plain {
    name: String,
}

impl Connect for Plain {
    type Client = ();

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<(), RemoteError> {
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "res.partner", table = "partners", foreign, id = String)]
struct Partner;

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "plain.partner")]
struct PlainPartner {
    record_id: RecordId<Partner>,
    backend_id: BackendId<Plain>,
    external_id: String,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(Clone)]
struct RemotePartner;

impl connector_core::ImportMapper for RemotePartner {
    type Binding = PlainPartner;
    fn external_id(&self) -> Result<String, connector_core::MappingError> {
        Ok("1".into())
    }
    fn map(
        &self,
        _: &connector_core::MapContext<'_, PlainPartner>,
    ) -> Result<connector_core::Mapped<PlainPartner>, connector_core::MappingError> {
        Err(connector_core::MappingError::new("never asked"))
    }
}

#[test]
fn without_versions_and_without_records() {
    let error = Registry::<Plain>::builder().binding::<PlainPartner>(|binding| binding).build().unwrap_err();
    assert_eq!(
        error.faults,
        [
            "plain.partner has no adapter: add `.adapter(…)`",
            "plain.partner links res.partner, which is the application's own: say with `.records(…)` how it is kept",
        ]
    );
    let adapter = Scripted::<RemotePartner>::new(Vec::new());
    let error = Registry::<Plain>::builder().binding::<PlainPartner>(|binding| binding.adapter(adapter)).build().unwrap_err();
    assert_eq!(error.faults.len(), 1);
}
