//~ ERROR default : `default` takes an expression
//~ HELP write it like `default = true`
//~ ERROR default : `default` takes an expression
//~ HELP write it like `default = true`
//~ ERROR size : `size` is said twice
//~ HELP remove one of them
//~ ERROR - : a size is a whole number of characters, at least 1
//~ HELP write it like `size = 64`, or leave it out for a text of any length
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(default = )]
    a: String,
    #[field(default = ,)]
    b: String,
    #[field(size = 64, size = 65)]
    c: String,
    #[field(size = -)]
    d: String,
}

fn main() {}
