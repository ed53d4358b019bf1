//~ ERROR ShopPartner : `derive(ExternalBinding)` goes on a struct with named fields, and `ShopPartner` is an enum
//~ HELP for a closed list of values, use `derive(Selection)`
use connector_core::ExternalBinding;

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
enum ShopPartner {
    A,
}

fn main() {}
