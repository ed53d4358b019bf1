#!/usr/bin/env python3
"""Fills an initialized database with the same records each time: `load.py CONFIGURATION DATABASE NUMBER`.

As many parties, and as many products. Databases of different names have other records under the same IDs. `main` has a
party without a name, which Tryton allows and the connector does not.
"""

import sys
from decimal import Decimal

from trytond import config

if len(sys.argv) != 4 or not sys.argv[3].isdigit():
    sys.exit("usage: load.py CONFIGURATION DATABASE NUMBER")
config.update_etc(sys.argv[1])

from trytond.pool import Pool  # noqa: E402
from trytond.transaction import Transaction  # noqa: E402

# SQLite cannot take many more in one call.
BATCH = 20


def batches(values):
    return [values[start : start + BATCH] for start in range(0, len(values), BATCH)]


def load_company(pool):
    (currency,) = pool.get("currency.currency").create([{"name": "Euro", "code": "EUR", "symbol": "€"}])
    (party,) = pool.get("party.party").create([{"name": "The Company"}])
    (company,) = pool.get("company.company").create([{"party": party.id, "currency": currency.id}])
    return company.id


def load_parties(pool, name, number):
    category = pool.get("party.category")
    roots = category.create([{"name": "Customer"}, {"name": "Supplier"}])
    # Not lazily: an index from the end would count what was looked at until then.
    leaves = list(category.create([{"name": f"{kind} of {name}", "parent": root.id} for root in roots for kind in ("Old", "New")]))
    # As in any database that was tidied up: a category whose parent is younger than itself.
    category.write([leaves[0]], {"parent": leaves[-1].id})
    (country,) = pool.get("country.country").create([{"name": "Switzerland", "code": "CH"}])
    values = [
        {
            "name": f"Party {count:04} of {name}",
            "active": count % 10 != 9,
            "categories": [("add", [leaves[count % len(leaves)].id])],
            "addresses": [("create", [{"street": f"Way {count}", "postal_code": f"{1000 + count}", "city": "Zürich", "country": country.id}])],
        }
        for count in range(number)
    ]
    if name == "main":
        values.append({"name": None, "addresses": [("create", [{"city": "Nowhere"}])]})
    for batch in batches(values):
        pool.get("party.party").create(batch)


def load_products(pool, name, number):
    (unit,) = pool.get("product.uom").search([("symbol", "=", "u")])
    kinds = ["goods", "assets", "service"]
    values = [
        {
            "name": f"Product {count:04} of {name}",
            "code": f"P{count:04}",
            "type": kinds[count % len(kinds)],
            "default_uom": unit.id,
            "list_price": Decimal(199 + count * 37) / 100,
            "products": [("create", [{"suffix_code": f"-{place}"} for place in range(1 + count % 3)])],
        }
        for count in range(number)
    ]
    for batch in batches(values):
        pool.get("product.template").create(batch)


def main():
    name, number = sys.argv[2], int(sys.argv[3])
    Pool.start()
    pool = Pool(name)
    pool.init()
    with Transaction().start(name, 1) as transaction:
        company = load_company(pool)
        with transaction.set_context(company=company):
            load_parties(pool, name, number)
            load_products(pool, name, number)
        transaction.commit()


if __name__ == "__main__":
    main()
