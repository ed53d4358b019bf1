//~ ERROR external_id : every field of it is a part of the ID
//~ HELP remove it
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct StockId {
    product: u32,
    #[external_id(skip)]
    warehouse: String,
}

fn main() {}
