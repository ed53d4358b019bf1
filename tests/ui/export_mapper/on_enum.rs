//~ ERROR Body : `derive(ExportMapper)` goes on a struct with named fields, and `Body` is an enum
//~ HELP make it a struct
use connector_core::ExportMapper;

#[derive(ExportMapper)]
enum Body {
    A,
}

fn main() {}
