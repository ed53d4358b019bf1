//~ ERROR krate : `krate` is no key of `#[external_id(...)]` on a struct
//~ HELP did you mean `crate`?
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
#[external_id(krate = connector_core)]
struct OrderId(u32);

fn main() {}
