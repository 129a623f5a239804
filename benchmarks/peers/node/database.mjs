// The database read with better-sqlite3, by the statements that every contestant on a raw driver shares.

import { readFileSync } from "node:fs";
import Database from "better-sqlite3";

const FOLDER = new URL("../sql/sqlite/", import.meta.url);

export function openDatabase(file, project) {
  const database = new Database(file, { readonly: true });
  const prepare = (name) => {
    const statement = database.prepare(readFileSync(new URL(`${name}.sql`, FOLDER), "utf8"));
    return (values) => statement.all({ project, ...values });
  };
  return {
    customer: prepare("customer"),
    customers: prepare("customers"),
    paymentIntents: prepare("payment_intents"),
    subscriptions: prepare("subscriptions"),
    invoices: prepare("invoices"),
    plans: prepare("plans"),
  };
}
