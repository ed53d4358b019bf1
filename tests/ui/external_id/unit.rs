//~ ERROR () : `()` cannot be an external ID
//~ HELP use an integer up to `i64` or `u32`, a `String`, or a type of your own around one of these with `#[derive(ExternalId)]`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId(());

fn main() {}
