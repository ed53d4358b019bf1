//~ ERROR ShopPartner : `derive(ExternalBinding)` goes on a struct, and `ShopPartner` is a union
//~ HELP make `ShopPartner` a struct
use connector_core::ExternalBinding;

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
union ShopPartner {
    a: u32,
}

fn main() {}
