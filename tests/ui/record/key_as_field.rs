//~ ERROR login : `login` is the column "login", which is the key of the table
//~ HELP remove the field: the key is the record's ID, `RecordId`
//~ ERROR "login" : `user` is the column "login", which is the key of the table
//~ HELP remove the field: the key is the record's ID, `RecordId`
use connector_core::Record;

#[derive(Record)]
#[record(name = "person", foreign, key = "login", id = String)]
struct Person {
    login: String,
}

#[derive(Record)]
#[record(name = "user", foreign, key = "login", id = String)]
struct User {
    #[field(column = "login")]
    user: String,
}

fn main() {}
