//~ ERROR Body : `derive(ExportMapper)` goes on a struct with named fields, and `Body` is a tuple struct
//~ HELP give the fields names
use connector_core::ExportMapper;

#[derive(ExportMapper)]
struct Body(u8);

fn main() {}
