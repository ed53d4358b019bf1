//~ ERROR separator : `separator` is no key of `#[external_id(...)]` on a struct
//~ HELP the keys are `crate`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
#[external_id(separator = "/")]
struct StockId {
    product: u32,
    warehouse: String,
}

fn main() {}
