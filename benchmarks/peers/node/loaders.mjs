// The dataloaders of one request: one for each list with its arguments, one for the plans.

import DataLoader from "dataloader";

function groupBy(rows, column) {
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(row[column]);
    if (group) group.push(row);
    else groups.set(row[column], [row]);
  }
  return groups;
}

export class Loaders {
  #database;
  #pages = new Map();

  constructor(database) {
    this.#database = database;
    this.plans = new DataLoader(async (ids) => {
      const found = groupBy(database.plans({ ids: JSON.stringify(ids) }), "subscription_id");
      return ids.map((id) => found.get(id)[0]);
    });
  }

  page(list, values) {
    const name = `${list} ${JSON.stringify(values)}`;
    let loader = this.#pages.get(name);
    if (!loader) {
      loader = new DataLoader(async (ids) => {
        const found = groupBy(this.#database[list]({ ids: JSON.stringify(ids), ...values }), "customer_id");
        return ids.map((id) => found.get(id) ?? []);
      });
      this.#pages.set(name, loader);
    }
    return loader;
  }
}
