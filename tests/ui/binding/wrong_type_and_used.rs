//~ ERROR i64 : the backend of a binding is `BackendId<MyBackend>`, and not `i64`
//~ HELP write `backend_id: BackendId<MyBackend>`
//~ ERROR shop : mismatched types
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
    record_id: RecordId<Partner>,
    backend_id: i64,
    external_id: Option<u32>,
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
            ShopPartner { record_id: context.record_id(), backend_id: context.backend_id(), external_id: None, sync_date: None };
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
    let binding = ShopPartner { record_id: RecordId::new(1), backend_id: shop, external_id: Some(12), sync_date: None };
    insert(&binding);
    found?.sync_date()
}

fn main() {}
