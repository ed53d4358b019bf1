//~ ERROR str : `text` is `str`, which has no size of its own
//~ HELP write `text: String`
//~ ERROR [u8] : `bytes` is `[u8]`, which has no size of its own
//~ HELP write `bytes: Vec<u8>`
//~ ERROR dyn Send : `anything` is `dyn Send`, which has no size of its own
//~ HELP name a type that has one size, and that can be stored
use connector_core::Record;

#[derive(Record)]
#[record(name = "a")]
struct A {
    text: str,
}

#[derive(Record)]
#[record(name = "b")]
struct B {
    bytes: [u8],
}

#[derive(Record)]
#[record(name = "c")]
struct C {
    anything: dyn Send,
}

fn main() {}
