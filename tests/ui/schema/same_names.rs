//~ ERROR theirs : is given by both
//~ HELP give one of them another value
use connector_core::{Selection, schema};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
pub enum Version {
    #[selection("1.7")]
    V1_7,
}

mod ours {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, connector_core::Selection)]
    #[selection_add(super::Version)]
    pub enum Acme {
        #[selection("1.8")]
        New,
    }
}

mod theirs {
    #[derive(Clone, Copy, Debug, PartialEq, Eq, connector_core::Selection)]
    #[selection_add(super::Version)]
    pub enum Acme {
        #[selection("1.8")]
        New,
    }
}

mod others {
    /// Another selection of the same name: nothing to do with the first one.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, connector_core::Selection)]
    pub enum Version {
        #[selection("1.7")]
        V1_7,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, connector_core::Selection)]
    #[selection_add(Version)]
    pub enum Added {
        #[selection("1.8")]
        New,
    }
}

schema! {
    pub static SHOP = [ours::Acme, others::Added, theirs::Acme];
}

fn main() {}
