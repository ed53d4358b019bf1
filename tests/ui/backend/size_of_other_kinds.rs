//~ ERROR "64" : a size is a whole number of characters, at least 1
//~ HELP write it like `size = 64`, or leave it out for a text of any length
//~ ERROR 6.4 : a size is a whole number of characters, at least 1
//~ HELP write it like `size = 64`, or leave it out for a text of any length
//~ ERROR 99999999999 : a size is a whole number of characters, at least 1
//~ HELP write it like `size = 64`, or leave it out for a text of any length
//~ ERROR LENGTH : a size is a whole number of characters, at least 1
//~ HELP write it like `size = 64`, or leave it out for a text of any length
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[field(size = "64")]
    name: String,
    #[field(size = 6.4)]
    location: String,
    #[field(size = 99999999999)]
    user: String,
    #[field(size = LENGTH)]
    country: String,
}

fn main() {}
