//~ ERROR 5 : `name` takes a text in quotes
//~ HELP write it like `name = "res.partner"`
use connector_core::Record;

macro_rules! records {
    ($($name:ident $text:literal),*) => {
        $(
            #[derive(Record)]
            #[record(name = $text)]
            struct $name {
                title: String,
            }
        )*
    };
}

records!(A "a", B "b", C 5);

fn main() {}
