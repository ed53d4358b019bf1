//~ ERROR Colour : cannot be an external ID
//~ HELP use an integer up to `i64` or `u32`, a `String`, or a newtype around one with `#[derive(ExternalId)]`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Colour;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct VariantId {
    product: u32,
    colour: Colour,
}

fn main() {}
