//~ ERROR OtherVersion : is given by both `AcmeVersion::V2_4Acme` and `OtherVersion::V2_4Acme`
//~ HELP give one of them another value
use connector_core::{Selection, schema};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("2.4")]
    V2_4,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum AcmeVersion {
    #[selection("2.4-acme")]
    V2_4Acme,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum OtherVersion {
    #[selection("2.4-other")]
    V2_4Other,
    #[selection("2.4-acme")]
    V2_4Acme,
}

schema! {
    pub static SHOP = [AcmeVersion, OtherVersion];
}

fn main() {}
