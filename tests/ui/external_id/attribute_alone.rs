//~ ERROR crate : `crate` takes a path
//~ HELP write it like `crate = ::connector_core`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
#[external_id(crate)]
struct OrderId(u32);

fn main() {}
