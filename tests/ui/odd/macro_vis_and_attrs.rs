//~ ERROR lable : is no key of
use connector_core::{Record};

macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$f:meta])* $field:ident: $ty:ty),* $(,)? }) => {
        #[derive(Record)]
        $(#[$meta])*
        $vis struct $name { $($(#[$f])* $field: $ty,)* }
    };
}

record! {
    #[record(name = "thing")]
    struct Thing {
        #[field(lable = "A")]
        a: String,
    }
}

fn main() {}
