//~ ERROR u64 : `u64` cannot be an external ID
//~ HELP integers up to `i64` and `u32` can: use `i64` where the IDs are small enough, and `String` otherwise
//~ ERROR f32 : `f32` cannot be an external ID
//~ HELP use an integer up to `i64` or `u32`, a `String`, or a type of your own around one of these with `#[derive(ExternalId)]`
//~ ERROR C : `C` does not derive all that `ExternalId` needs beside it
//~ HELP write `#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]`
//~ ERROR Colour : `Colour` cannot be an external ID
//~ HELP use an integer up to `i64` or `u32`, a `String`, or a newtype around one with `#[derive(ExternalId)]`
//~ HELP IDs that are `u64` on the other side fit a `String`, or an `i64` where they are small enough
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct A(u64);

#[derive(Clone, Debug, ExternalId)]
struct B(f32);

#[derive(Clone, ExternalId)]
struct C(u32);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Colour;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct D(Colour);

fn main() {}
