//~ ERROR T : `OrderId` has the parameter `T`: `derive(ExternalId)` goes on a type without parameters
//~ HELP remove the parameter
//~ ERROR krate : `krate` is no key of `#[external_id(...)]` on a struct
//~ HELP did you mean `crate`?
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
#[external_id(krate = connector_core)]
struct OrderId<T>(T, u32);

fn main() {}
