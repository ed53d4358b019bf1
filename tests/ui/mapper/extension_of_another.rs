//~ ERROR AcmeShop { channel: String::new() } : type mismatch resolving `<ShopProduct as ExternalBinding>::Record == Shop`
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, Extension, ExternalBinding, Mapped, Record, RecordId};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
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
    sync_date: Option<DateTime<Utc>>,
}

#[derive(Extension)]
#[extension(of = Shop, name = "acme.shop")]
struct AcmeShop {
    channel: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    shelf: String,
}

#[derive(Extension)]
#[extension(of = ShopProduct, name = "acme.shop.product")]
struct AcmeShopProduct {
    rating: i64,
}

pub fn map(mapped: Mapped<ShopProduct>) -> Mapped<ShopProduct> {
    mapped
        .with_extension(AcmeProduct { shelf: String::new() })
        .with_extension(AcmeShopProduct { rating: 1 })
        .with_extension(AcmeShop { channel: String::new() })
}

fn main() {}
