//~ ERROR Ours : is given by both `AcmeVersion::V1_7Acme` and `Ours::Acme`
//~ HELP give one of them another value
use connector_core::{Selection, schema};
use golden::MagentoVersion;
use golden::acme::AcmeVersion;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(MagentoVersion)]
enum Ours {
    #[selection("1.7-acme")]
    Acme,
}

schema! {
    pub static SHOP = [AcmeVersion, Ours];
}

fn main() {}
