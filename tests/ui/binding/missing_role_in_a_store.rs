//~ ERROR ShopPartner : the binding `ShopPartner` has no external ID
//~ HELP add `external_id: Option<String>,`, or mark the field that is it with `#[binding(external_id)]`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, Changes, ExternalBinding, Record, RecordId};
use connector_store::{Error, Store};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

#[derive(Debug, Clone, ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: BackendId<Shop>,
    sync_date: Option<DateTime<Utc>>,
}

pub async fn used(store: &Store, shop: BackendId<Shop>, partner: RecordId<Partner>) -> Result<u64, Error> {
    let made = ShopPartner { record_id: partner.clone(), backend_id: shop, sync_date: None };
    let stored = store.put(made.clone()).await?;
    let _ = store.put_many(&[made]).await?;
    store.update(&stored.id(), &Changes::<ShopPartner>::new()).await?;
    let binder = store.binder::<ShopPartner>(shop);
    let _ = binder.to_internal(&7.into()).await?;
    let _ = binder.to_external(&partner).await?;
    binder.bind(BindingId::new(1), &"x".into()).await?;
    let all = store.all::<ShopPartner>().await?;
    let _ = all.first().and_then(|found| found.sync_date);
    store.delete::<ShopPartner>(&stored.id()).await?;
    store.count::<ShopPartner>().await
}

fn main() {}
