//~ ERROR ShopPartner : the binding `ShopPartner` has no record
//~ HELP add `record_id: RecordId<MyRecord>,`, or mark the field that is it with `#[binding(record)]`
//~ ERROR ShopPartner : the binding `ShopPartner` has no external ID
//~ HELP add `external_id: Option<String>,`, or mark the field that is it with `#[binding(external_id)]`
use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, ExternalBinding, ExternalKey, ImportMapper, MapContext, Mapped, MappingError, Record, RecordId,
};

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

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    backend_id: BackendId<Shop>,
    sync_date: Option<DateTime<Utc>>,
}

pub struct RemotePartner {
    id: u32,
    email: String,
}

impl ImportMapper for RemotePartner {
    type Binding = ShopPartner;
    fn external_id(&self) -> Result<u32, MappingError> {
        Ok(self.id)
    }
    fn map(&self, context: &MapContext<'_, ShopPartner>) -> Result<Mapped<ShopPartner>, MappingError> {
        let binding =
            ShopPartner { backend_id: context.backend_id(), sync_date: None };
        Ok(Mapped::new(Partner { email: self.email.clone() }, binding))
    }
}

fn find<T: ExternalBinding>(_: BackendId<T::Backend>, _: &T::ExternalId) -> Option<T> {
    None
}

fn insert<T: ExternalBinding>(_: &T) {}

trait Adapter {
    type Backend: Backend;
    type Binding: ExternalBinding<Backend = Self::Backend>;
}

struct Partners;

impl Adapter for Partners {
    type Backend = Shop;
    type Binding = ShopPartner;
}

pub fn used(shop: BackendId<Shop>) -> Option<DateTime<Utc>> {
    let key = ExternalKey::<ShopPartner>::new(shop, 12);
    let found: Option<ShopPartner> = find(shop, key.id());
    let binding = ShopPartner { backend_id: shop, sync_date: None };
    insert(&binding);
    let _ = binding.record_id().map(RecordId::get);
    found?.sync_date()
}

fn main() {}
