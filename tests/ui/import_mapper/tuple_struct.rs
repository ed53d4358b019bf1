//~ ERROR Remote : `derive(ImportMapper)` goes on a struct with named fields, and `Remote` is a tuple struct
//~ HELP give the fields names
use connector_core::ImportMapper;

#[derive(ImportMapper)]
struct Remote(u8);

fn main() {}
