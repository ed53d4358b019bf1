//~ ERROR ShopPartner : `derive(ExternalBinding)` goes on a struct with named fields, and `ShopPartner` is a tuple struct
//~ HELP give the fields names: `struct ShopPartner { ... }`
use connector_core::ExternalBinding;

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner(String);

fn main() {}
