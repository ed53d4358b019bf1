//~ ERROR lable : `lable` is no key of `#[field(...)]` on a field
//~ HELP did you mean `label`?
use connector_core::Record;

macro_rules! record {
    ($name:ident $text:literal) => {
        #[derive(Record)]
        #[record(name = $text)]
        struct $name {
            #[field(lable = "x")]
            title: String,
        }
    };
}

record!(A "a");

fn main() {}
