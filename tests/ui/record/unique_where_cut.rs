//~ ERROR where : `where` takes the name of a field
//~ HELP write it like `where = active`
//~ ERROR where : `where` takes the name of a field
//~ HELP write it like `where = active`
//~ ERROR "a" : `where` takes the name of a field
//~ HELP write it like `where = active`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(a, where = )]
#[unique(b, where)]
#[unique(c, where = "a")]
struct Product {
    a: String,
    b: String,
    c: String,
}

fn main() {}
