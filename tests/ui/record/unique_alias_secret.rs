//~ ERROR token : `token` cannot be in a key: it is a secret, and stored encrypted
//~ HELP remove it from `#[unique(...)]`
//~ ERROR name : `name` cannot be in a key: it is a text in several languages
//~ HELP remove it from `#[unique(...)]`
use connector_core::{Record, Secret, Translated};

type Token = Secret;
type Name = Translated;

#[derive(Record)]
#[record(name = "product")]
#[unique(token)]
#[unique(name)]
struct Product {
    token: Option<Token>,
    #[field(translate)]
    name: Name,
}

fn main() {}
