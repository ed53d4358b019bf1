//~ ERROR RemotePartner : `RemotePartner` cannot be imported
//~ HELP write `impl ImportMapper for RemotePartner { type Binding = ...; ... }`
use connector_core::ImportMapper;

pub struct RemotePartner {
    pub id: u32,
}

fn import<M: ImportMapper>() {}

fn main() {
    import::<RemotePartner>();
}
