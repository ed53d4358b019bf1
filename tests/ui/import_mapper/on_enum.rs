//~ ERROR Remote : `derive(ImportMapper)` goes on a struct with named fields, and `Remote` is an enum
//~ HELP make it a struct
use connector_core::ImportMapper;

#[derive(ImportMapper)]
enum Remote {
    A,
}

fn main() {}
