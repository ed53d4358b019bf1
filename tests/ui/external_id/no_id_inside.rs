//~ ERROR Colour : `Colour` cannot be an external ID
//~ HELP use an integer up to `i64` or `u32`, a `String`, or a newtype around one with `#[derive(ExternalId)]`
//~ HELP IDs that are `u64` on the other side fit a `String`, or an `i64` where they are small enough
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Colour;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId(Colour);

fn main() {}
