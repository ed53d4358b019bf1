//~ ERROR Remote : `derive(ImportMapper)` goes on a struct, and `Remote` is a union
//~ HELP make `Remote` a struct
use connector_core::ImportMapper;

#[derive(ImportMapper)]
union Remote {
    a: u8,
}

fn main() {}
