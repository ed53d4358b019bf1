//~ ERROR 5 : `label` takes a text in quotes
//~ HELP write it like `label = "Location"`
//~ ERROR true : `help` takes a text in quotes
//~ HELP write it like `help = "Base address of the shop."`
//~ ERROR title : `column` takes a text in quotes
//~ HELP write it like `column = "location"`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(label = 5)]
    a: String,
    #[field(help = true)]
    b: String,
    #[field(column = title)]
    c: String,
}

fn main() {}
