//~ ERROR ShopProduct : has no date of the last synchronization
//~ HELP sync_date
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ImportMapper, MapContext, Mapped, MappingError, Record, RecordId};
use connector_sync::{Adapter, Connect, Opened, Page, Registry, RegistryBuilder, RemoteError, RemotePage, Window};

#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    location: String,
}
#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}
#[derive(ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<String>,
    updated: Option<DateTime<Utc>>,
}
#[derive(Clone)]
struct Remote {
    sku: String,
}
impl ImportMapper for Remote {
    type Binding = ShopProduct;
    fn external_id(&self) -> Result<String, MappingError> {
        Ok(self.sku.clone())
    }
    fn map(&self, context: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
        let binding = ShopProduct {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: Some(self.sku.clone()),
            updated: None,
        };
        Ok(Mapped::new(Product { title: self.sku.clone() }, binding))
    }
}
struct Client;
impl Connect for Shop {
    type Client = Client;
    async fn connect(&self, _: &Opened<'_, Self>) -> Result<Client, RemoteError> {
        Ok(Client)
    }
}
struct Products;
impl Adapter<ShopProduct> for Products {
    type Remote = Remote;
    async fn changed(&self, _: &Client, _: &Window, _: &Page) -> Result<RemotePage<String, Remote>, RemoteError> {
        Ok(RemotePage::of_records(Vec::new()))
    }
    async fn read_many(&self, _: &Client, skus: &[String]) -> Result<Vec<Option<Remote>>, RemoteError> {
        Ok(skus.iter().map(|_| None).collect())
    }
}
fn registry() -> RegistryBuilder<Shop> {
    Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products))
}

fn main() {}
